"""python-cas 1.7.2: versions 1, 2 and 3 of the protocol."""

import pytest
import requests
from cas import CASClient

SERVICE = "https://app.example.com/back?a=1"


def client_of(sandbox, version, **options):
    server = f"{sandbox.url}/cas-idp/{sandbox.app_id}/"
    return CASClient(version=version, service_url=SERVICE, server_url=server, **options)


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_ticket_tells_who_the_user_is(sandbox, version):
    client = client_of(sandbox, version)
    ticket = sandbox.visit(client.get_login_url())["ticket"]
    user, attributes, _ = client.verify_ticket(ticket)
    assert user == "ada"
    if version > 1:
        assert attributes["email"] == "ada@example.com"
    # A ticket is good once.
    assert client.verify_ticket(ticket)[0] is None


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_renewal_takes_no_ticket_of_a_session(sandbox, version):
    browser = requests.Session()
    sandbox.visit(client_of(sandbox, version).get_login_url(), browser)
    ticket = sandbox.visit(client_of(sandbox, version).get_login_url(), browser)["ticket"]
    assert "isFromNewLogin>false" in validated(sandbox, ticket)
    ticket = sandbox.visit(client_of(sandbox, version, renew=True).get_login_url(), browser)["ticket"]
    assert "isFromNewLogin>true" in validated(sandbox, ticket)


def validated(sandbox, ticket):
    url = f"{sandbox.url}/cas-idp/{sandbox.app_id}/p3/serviceValidate"
    return requests.get(url, params={"ticket": ticket, "service": SERVICE}, timeout=10).text


@pytest.mark.parametrize("version", [1, 2, 3])
def test_the_logout_ends_the_session_and_goes_back(sandbox, version):
    client = client_of(sandbox, version)
    browser = requests.Session()
    sandbox.visit(client.get_login_url(), browser)
    reply = browser.get(client.get_logout_url("https://app.example.com/bye"), allow_redirects=False, timeout=10)
    assert reply.headers["location"] == "https://app.example.com/bye"
    assert "authing_session" not in browser.cookies
