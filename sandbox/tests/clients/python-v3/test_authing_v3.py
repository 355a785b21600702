"""PyPI authing 5.1.0: sign-ins, OIDC, CAS and what else of version 3 the contract has.

A defect of the client is asserted as it is, and its test says so.
"""

import pytest
import requests
from authing import AuthenticationClient

PASSWORD = "passw0rd!"
CALLBACK = "https://app.example.com/callback"
SERVICE = "https://app.example.com/back"
SIGN_IN = {"scope": "openid profile offline_access"}


def client_of(sandbox, **options):
    return AuthenticationClient(
        app_id=sandbox.app_id,
        app_host=sandbox.url,
        app_secret=sandbox.app_secret,
        redirect_uri=CALLBACK,
        **options,
    )


@pytest.fixture
def client(sandbox):
    return client_of(sandbox)


@pytest.fixture
def ada(client):
    client.set_access_token(client.sign_in_by_username_password("ada", PASSWORD)["data"]["access_token"])
    return client


def test_sign_in_by_password(client):
    for sign_in, name in [
        (client.sign_in_by_email_password, "ada@example.com"),
        (client.sign_in_by_phone_password, "17612346754"),
        (client.sign_in_by_username_password, "ada"),
        (client.sign_in_by_account_password, "ada@example.com"),
    ]:
        assert sign_in(name, PASSWORD, SIGN_IN)["data"]["refresh_token"], name
    refused = client.sign_in_by_username_password("ada", "wrong")
    assert (refused["statusCode"], refused["apiCode"]) == (403, 2333)


def test_sign_in_by_pass_code(sandbox, client):
    headers = {"x-authing-app-id": sandbox.app_id}
    body = {"phone": "17612346754", "scene": "login"}
    requests.post(sandbox.url + "/api/v2/sms/send", json=body, headers=headers, timeout=10).raise_for_status()
    code = sandbox.code("17612346754")
    assert client.sign_in_by_phone_passcode("17612346754", code, "+86")["statusCode"] == 200
    assert client.sign_in_by_email_passcode("ada@example.com", "000000")["statusCode"] != 200


def test_sign_in_by_directories(client):
    assert client.sign_in_by_ldap("lin", PASSWORD)["data"]["access_token"]
    assert client.sign_in_by_ad("ann", PASSWORD)["data"]["access_token"]


def test_the_access_token_is_good_at_version_3(ada):
    assert ada.get_profile(with_custom_data=True)["data"]["username"] == "ada"
    assert ada.get_identities()["data"] == []
    assert ada.list()["statusCode"] == 200
    assert ada.unlink_ext_idp("unknown")["statusCode"] == 400


def test_an_identity_is_linked_in_a_browser(sandbox, ada):
    tokens = ada.sign_in_by_username_password("ada", PASSWORD)["data"]
    url = ada.generate_link_ext_idp_url("github", sandbox.app_id, tokens["id_token"])["data"]["url"]
    assert "linked" in requests.get(url, timeout=10).text
    linked = ada.get_identities()["data"][0]
    assert linked["provider"] == "github"
    assert ada.unlink_ext_idp(linked["extIdpId"])["statusCode"] == 200


@pytest.mark.parametrize("method", ["client_secret_post", "client_secret_basic", "none"])
def test_oidc(sandbox, method):
    names = ["token", "introspection", "revocation"]
    client = client_of(sandbox, **{f"{name}_endpoint_auth_method": method for name in names})
    url = client.build_authorize_url(scope="openid profile offline_access", nonce="n", state="s")
    url = url["url"] if isinstance(url, dict) else url
    url = url if "prompt=consent" in url else url + "&prompt=consent"
    tokens = client.get_access_token_by_code(sandbox.visit(url)["code"])
    assert client.get_user_info_by_access_token(tokens["access_token"])["sub"] == "ada"
    assert client.introspect_token(tokens["access_token"])["active"] is True
    assert client.introspect_token_offline(tokens["access_token"])["sub"] == "ada"
    fresh = client.get_new_access_token_by_refresh_token(tokens["refresh_token"])
    client.revoke_token(fresh["access_token"])
    assert client.introspect_token(fresh["access_token"])["active"] is False


def test_cas(sandbox):
    client = client_of(sandbox, protocol="cas")
    ticket = sandbox.visit(f"{sandbox.url}/cas-idp/{sandbox.app_id}/login?service={SERVICE}")["ticket"]
    # A defect of the client: it reads the two lines of CAS 1 as JSON.
    with pytest.raises(ValueError):
        client.validate_ticket_v1(ticket, SERVICE)


def test_what_the_sandbox_does_not_know_is_refused_by_name(ada):
    refused = ada.get_login_history()
    assert refused["statusCode"] == 501 and "get-my-login-history" in refused["message"]
