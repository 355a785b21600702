"""PyPI authing 5.1.0 on the back end of a mini-program: sign-ins with codes of WeChat, and what a user does with the access token.

A defect of the client is asserted as it is, and its test says so.
"""

import pytest
import requests
from authing import AuthenticationClient

PASSWORD = "passw0rd!"
PHONE = "13500000001"
OTHER_PHONE = "13500000002"
EMAIL = "lin@example.com"
OTHER_EMAIL = "lin@example.org"
SCOPE = {"scope": "openid profile phone offline_access"}


def client_of(sandbox, **options):
    return AuthenticationClient(
        app_id=sandbox.app_id,
        app_host=sandbox.url,
        app_secret=sandbox.app_secret,
        redirect_uri="https://app.example.com/callback",
        **options,
    )


def data_of(reply):
    assert reply["statusCode"] == 200, reply
    return reply.get("data")


def code_of(sandbox):
    return sandbox.wechat("login")["code"]


def sign_in(sandbox, client, connection, **payload):
    return client.sign_in_by_mobile(sandbox.connection, connection, options=SCOPE, **payload)


@pytest.fixture
def client(sandbox):
    return client_of(sandbox)


@pytest.fixture
def lin(sandbox, client):
    """A client with the access token of a WeChat user without an address."""
    payload = {"code": code_of(sandbox)}
    reply = sign_in(sandbox, client, "wechat_mini_program_code", wechat_mini_program_code_payload=payload)
    client.set_access_token(data_of(reply)["access_token"])
    return client


def sms(sandbox, client, number, channel):
    data_of(client.send_sms(channel, number))
    return sandbox.code(number)


def mail(sandbox, client, address, channel):
    data_of(client.send_email(channel, address))
    return sandbox.code(address)


def test_sign_in_by_mobile_with_each_connection(sandbox, client):
    press = sandbox.wechat({"pressPhoneButtonCode": PHONE})
    both = {"wxLoginInfo": {"code": code_of(sandbox)}, "wxPhoneInfo": press}
    name = "wechat_mini_program_code_and_phone"
    tokens = data_of(sign_in(sandbox, client, name, wechat_mini_program_code_and_phone_payload=both))
    again = sign_in(sandbox, client, name, wechat_mini_program_code_and_phone_payload=both)
    assert (again["statusCode"], again["data"]["errcode"]) == (602, 40163)
    pressed = {"code": code_of(sandbox)} | sandbox.wechat({"pressPhoneButton": OTHER_PHONE})
    data_of(sign_in(sandbox, client, "wechat_mini_program_phone", wechat_mini_program_phone_payload=pressed))
    client.set_access_token(tokens["access_token"])
    assert data_of(client.get_profile())["phone"] == PHONE, "a known number stays"

    fresh = client.get_new_access_token_by_refresh_token(tokens["refresh_token"])
    assert client.get_new_access_token_by_refresh_token(tokens["refresh_token"])["error"] == "invalid_grant"
    assert client.introspect_token(fresh["access_token"])["active"] is True
    assert client.get_user_info_by_access_token(fresh["access_token"])["phone_number"] == PHONE


def test_profile_and_identities(lin):
    data_of(lin.update_profile(nickname="Lin", gender="F", custom_data={"school": "A"}))
    data_of(lin.update_profile(name="Lin Lin"))
    profile = data_of(lin.get_profile(with_custom_data=True, with_identities=True))
    assert (profile["nickname"], profile["name"], profile["customData"]) == ("Lin", "Lin Lin", {"school": "A"})
    identities = data_of(lin.get_identities())
    assert [one["userIdInIdp"] for one in identities] == ["openid-lin"] and identities == profile["identities"]
    assert lin.unlink_ext_idp(identities[0]["extIdpId"])["apiCode"] == 2217, "it is the only way to sign in"
    assert "BEGIN PUBLIC KEY" in lin.get_system_info()["rsa"]["publicKey"]


def test_addresses_are_bound_changed_and_unbound(sandbox, lin):
    code = sms(sandbox, lin, PHONE, "CHANNEL_BIND_PHONE")
    check = {"phone": PHONE, "passCode": code, "channel": "CHANNEL_BIND_PHONE"}
    assert data_of(lin.pre_check_code("SMS", sms_code_payload=check))["isValid"] is True
    data_of(lin.bind_phone(code, PHONE))
    data_of(lin.bind_email(mail(sandbox, lin, EMAIL, "CHANNEL_BIND_EMAIL"), EMAIL))
    phone = {
        "newPhoneNumber": OTHER_PHONE,
        "newPhonePassCode": sms(sandbox, lin, OTHER_PHONE, "CHANNEL_BIND_PHONE"),
        "oldPhoneNumber": PHONE,
        "oldPhonePassCode": sms(sandbox, lin, PHONE, "CHANNEL_UNBIND_PHONE"),
    }
    token = data_of(lin.verify_update_phone_request(phone, "PHONE_PASSCODE"))["updatePhoneToken"]
    data_of(lin.update_phone(token))
    email = {
        "newEmail": OTHER_EMAIL,
        "newEmailPassCode": mail(sandbox, lin, OTHER_EMAIL, "CHANNEL_UPDATE_EMAIL"),
        "oldEmail": EMAIL,
        "oldEmailPassCode": mail(sandbox, lin, EMAIL, "CHANNEL_UPDATE_EMAIL"),
    }
    token = data_of(lin.verify_update_email_request(email, "EMAIL_PASSCODE"))["updateEmailToken"]
    data_of(lin.update_email(token))
    profile = data_of(lin.get_profile())
    assert (profile["phone"], profile["email"]) == (OTHER_PHONE, OTHER_EMAIL)
    data_of(lin.unbind_phone(sms(sandbox, lin, OTHER_PHONE, "CHANNEL_UNBIND_PHONE")))
    data_of(lin.unbind_email(mail(sandbox, lin, OTHER_EMAIL, "CHANNEL_UNBIND_EMAIL")))


def test_password_and_the_end_of_an_account(sandbox, client):
    payload = {"account": "ada", "password": PASSWORD}
    client.set_access_token(data_of(client.sign_in_by_credentials("PASSWORD", payload))["access_token"])
    assert client.update_password("passw0rd?", "guessed")["apiCode"] == 2203
    data_of(client.update_password("passw0rd?", PASSWORD))
    code = sms(sandbox, client, "17612346754", "CHANNEL_DELETE_ACCOUNT")
    proof = {"phoneNumber": "17612346754", "passCode": code}
    token = data_of(client.verify_delete_account_request("PHONE_PASSCODE", proof))["deleteAccountToken"]
    assert data_of(client.delete_account(token))["success"] is True
    assert client.get_profile()["apiCode"] == 2020


def test_the_access_token_of_wechat_and_encrypted_data(sandbox, client):
    owner = (sandbox.wechat_app_id, sandbox.wechat_app_secret)
    first = data_of(client.get_wechat_mp_access_token_info(*owner))["accessToken"]
    second = data_of(client.get_wechat_mp_access_token(*owner))["accessToken"]
    sandbox.control("clock", {"advance": 301})

    def ask(token):
        url = f"{sandbox.url}/wxa/business/getuserphonenumber"
        body = sandbox.wechat({"pressPhoneButtonCode": PHONE})
        return requests.post(url, params={"access_token": token}, json=body, timeout=10).json()["errcode"]

    assert (ask(first), ask(second)) == (40001, 0), "the second has overwritten the first"
    code = code_of(sandbox)
    sealed = sandbox.wechat({"pressProfileButton": {"nickName": "Lin"}})
    arguments = (code, sealed["iv"], sealed["encryptedData"], sandbox.connection)
    assert data_of(client.decrypt_wechat_mini_program_data(*arguments))["nickName"] == "Lin"
    # V44: the client has no method for the number of a phone button.
    assert not hasattr(client, "get_wechat_mini_program_phone")


def test_basic_is_never_sent_at_a_sign_in(sandbox):
    state = sandbox.control("state")
    state["application"]["clientAuth"] = "client_secret_basic"
    requests.put(f"{sandbox.url}/sandbox/state", json=state, timeout=10).raise_for_status()
    client = client_of(sandbox, token_endpoint_auth_method="client_secret_basic")
    payload = {"code": code_of(sandbox)}
    # V46: the client compares the whole address with paths.
    reply = sign_in(sandbox, client, "wechat_mini_program_code", wechat_mini_program_code_payload=payload)
    assert reply["apiCode"] == 403
