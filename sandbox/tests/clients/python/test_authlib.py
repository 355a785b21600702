"""Authlib 1.9.10: the code flow with PKCE, the claims of the id token, and the refresh."""

import time

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet

CALLBACK = "https://app.example.com/callback"


@pytest.fixture
def provider(sandbox):
    return requests.get(sandbox.url + "/oidc/.well-known/openid-configuration", timeout=10).json()


def session_of(sandbox, scope="openid profile offline_access"):
    return OAuth2Session(
        sandbox.app_id, sandbox.app_secret, scope=scope, redirect_uri=CALLBACK, code_challenge_method="S256"
    )


def log_in(sandbox, provider, **options):
    client = session_of(sandbox)
    options = {"prompt": "consent", "nonce": "n", **options}
    url, state = client.create_authorization_url(provider["authorization_endpoint"], code_verifier="v" * 48, **options)
    back = sandbox.visit(url)
    assert back["state"] == state
    token = client.fetch_token(provider["token_endpoint"], code=back["code"], code_verifier="v" * 48)
    return client, token


def claims_of(provider, token):
    keys = KeySet.import_key_set(requests.get(provider["jwks_uri"], timeout=10).json())
    return jwt.decode(token["id_token"], keys, algorithms=["RS256"]).claims


def test_the_code_flow(sandbox, provider):
    client, token = log_in(sandbox, provider, max_age=60)
    claims = claims_of(provider, token)
    assert (claims["iss"], claims["sub"], claims["nonce"]) == (provider["issuer"], "ada", "n")
    assert abs(time.time() - claims["auth_time"]) < 60
    assert client.get(provider["userinfo_endpoint"]).json()["nickname"] == "Ada"
    fresh = client.refresh_token(provider["token_endpoint"], refresh_token=token["refresh_token"])
    assert fresh["access_token"] != token["access_token"]


def test_the_issuer_is_the_address_that_was_asked(sandbox):
    url = sandbox.url.replace("127.0.0.1", "localhost")
    provider = requests.get(url + "/oidc/.well-known/openid-configuration", timeout=10).json()
    assert provider["issuer"] == url + "/oidc"
    _, token = log_in(sandbox, provider)
    assert claims_of(provider, token)["iss"] == provider["issuer"]


def test_a_token_of_another_time_is_good_again_after_the_clock_was_set_back(sandbox, provider):
    sandbox.control("clock", {"advance": 86_400})
    _, token = log_in(sandbox, provider)
    assert claims_of(provider, token)["iat"] > time.time() + 80_000
    requests.delete(sandbox.url + "/sandbox/clock", timeout=10).raise_for_status()
    _, token = log_in(sandbox, provider)
    assert claims_of(provider, token)["iat"] <= time.time() + 1
