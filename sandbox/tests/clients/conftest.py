"""A sandbox for every test."""

import json
import os
import subprocess
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

SEED = {
    "users": [
        {
            "id": "ada",
            "username": "ada",
            "email": "ada@example.com",
            "phone": "17612346754",
            "password": "passw0rd!",
            "nickname": "Ada",
            "roles": [{"code": "admin", "namespace": "default"}],
            "resources": [{"namespace": "default", "code": "book", "type": "DATA", "actions": ["book:read"]}],
            "departments": [{"department": {"id": "d1", "name": "Research"}, "isMainDepartment": True}],
            "orgs": [[{"id": "d1", "name": "Research"}]],
        },
        {"id": "bob", "username": "bob", "password": "passw0rd!", "firstLogin": True},
        {"id": "eve", "username": "eve", "password": "passw0rd!", "mustResetPassword": True},
    ],
    "customFields": [
        {"key": "age", "dataType": "NUMBER"},
        {"key": "born", "dataType": "DATETIME"},
        {"key": "school"},
    ],
    "ldap": [{"username": "lin", "password": "passw0rd!"}],
    "ad": [{"username": "ann", "password": "passw0rd!"}],
    "passwordKeyBits": 1024,
}


class Sandbox:
    def __init__(self, folder):
        program = os.environ.get("AUTHING_SANDBOX", "target/debug/authing-sandbox")
        seed = folder / "seed.json"
        seed.write_text(json.dumps(SEED))
        command = [program, "--json", "--quiet", "--seed", str(seed)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        facts = json.loads(self.process.stdout.readline())
        self.url, self.app_id, self.app_secret = facts["url"], facts["appId"], facts["appSecret"]
        self.pool_id, self.pool_secret = facts["userPoolId"], facts["userPoolSecret"]
        self.connection = facts["extIdpConnIdentifier"]
        self.wechat_app_id, self.wechat_app_secret = facts["wechatAppId"], facts["wechatAppSecret"]

    def end(self):
        self.process.terminate()
        return self.process.wait(timeout=10)

    def code(self, to):
        """The last code that was sent to an address."""
        return self.control("outbox", params={"to": to, "wait": 5})[-1]["code"]

    def control(self, place, body=None, **options):
        method = "GET" if body is None else "POST"
        reply = requests.request(method, f"{self.url}/sandbox/{place}", json=body, timeout=10, **options)
        reply.raise_for_status()
        return reply.json() if reply.content else None

    def wechat(self, act, openid="openid-lin"):
        """What a WeChat user does in the mini-program."""
        return self.control(f"wechat/{openid}", act)

    def public_key(self):
        return requests.get(self.url + "/api/v2/.well-known", timeout=10).json()["data"]["publicKey"]

    def visit(self, url, session=None):
        """The parameters with which a browser that opens an address comes back to the application."""
        reply = (session or requests).get(url, allow_redirects=False, timeout=10)
        back = urlsplit(reply.headers.get("location", ""))
        return {name: values[0] for name, values in parse_qs(back.query or back.fragment).items()}


@pytest.fixture
def sandbox(tmp_path):
    running = Sandbox(tmp_path)
    yield running
    assert running.end() == 0, "the sandbox ends in order"
