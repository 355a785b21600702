"""The running sandbox, and logins to it."""

import base64
import hashlib
import hmac
import json
import os
import struct
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests
import rsa

PASSWORD = "passw0rd!"
# The seed accepts this code for every known address.
CODE = "246810"
SEED = Path(__file__).with_name("seed.json")
SERVICE = "https://app.example.com/back"


class Sandbox:
    def __init__(self):
        program = os.environ.get("AUTHING_SANDBOX", "target/debug/authing-sandbox")
        # A fixed random seed gives the same ids and codes in every run.
        options = ["--json", "--rng-seed", "1", "--seed", str(SEED)]
        self.process = subprocess.Popen([program, *options], stdout=subprocess.PIPE, text=True)
        facts = json.loads(self.process.stdout.readline())
        self.url, self.app_id, self.app_secret = facts["url"], facts["appId"], facts["appSecret"]
        self.pool_id, self.connection = facts["userPoolId"], facts["extIdpConnIdentifier"]
        self.wechat_app_id, self.wechat_app_secret = facts["wechatAppId"], facts["wechatAppSecret"]
        self.http = requests.Session()
        self.http.headers["x-authing-app-id"] = self.app_id
        pem = self.get("/api/v2/.well-known")["data"]["publicKey"]
        # Clients encrypt passwords, and each ciphertext is different.
        ciphertext = rsa.encrypt(PASSWORD.encode(), rsa.PublicKey.load_pkcs1_openssl_pem(pem.encode()))
        self.password = base64.b64encode(ciphertext).decode()
        self.reset()

    def end(self):
        self.process.terminate()
        return self.process.wait(timeout=10)

    def reset(self):
        """Resets the sandbox to its seed, and logs ada in."""
        self.post("/sandbox/reset")
        self.token = self.log_in("ada")

    def get(self, path, **options):
        return self.http.get(self.url + path, **options).json()

    def post(self, path, body=None, **options):
        reply = self.http.post(self.url + path, json=body, **options)
        return reply.json() if reply.content else None

    def sign_in(self, name):
        payload = {"account": name, "password": PASSWORD}
        return self.post("/api/v3/signin", {"connection": "PASSWORD", "passwordPayload": payload})["data"]

    def log_in(self, name):
        """Logs a user in and returns the token."""
        return self.sign_in(name)["id_token"]

    def challenge(self, name):
        """The token in the refusal of a login, with which a second factor is verified or a password is set."""
        data = self.sign_in(name)
        return data.get("mfaToken") or data["token"]

    def visit(self, path, **query):
        """The URL to which a browser is redirected, and its cookies."""
        reply = self.http.get(self.url + path, params=query, allow_redirects=False)
        back = parse_qs(urlsplit(reply.headers["location"]).query)
        cookies = reply.headers["set-cookie"].split(";")[0]
        # Each call is a new browser.
        self.http.cookies.clear()
        return {name: values[0] for name, values in back.items()}, cookies

    def tokens(self):
        """The tokens of an OIDC login."""
        form = {"grant_type": "authorization_code", "code": self.code(), "redirect_uri": SERVICE}
        return self.post("/oidc/token", data=form | self.secret())

    def code(self, protocol="oidc"):
        scope = "openid profile offline_access" if protocol == "oidc" else "user"
        asked = {"client_id": self.app_id, "redirect_uri": SERVICE, "response_type": "code", "scope": scope}
        return self.visit(f"/{protocol}/auth", prompt="consent", login_hint="ada", **asked)[0]["code"]

    def ticket(self):
        return self.visit(f"/cas-idp/{self.app_id}", service=SERVICE, login_hint="ada")

    def secret(self):
        return {"client_id": self.app_id, "client_secret": self.app_secret}

    def scanned(self, *acts):
        """A QR code, after a phone has performed some actions on it."""
        made = self.post("/api/v2/qrcode/gene", {"scene": "APP_AUTH", "autoMergeQrCode": False})
        for act in acts:
            self.post("/sandbox/qr/" + made["data"]["random"], act)
        return self.get("/api/v2/qrcode/check", params={"random": made["data"]["random"]})["data"]

    def as_user(self, name):
        return {"authorization": "Bearer " + self.log_in(name)}

    def challenged(self, name):
        return {"authorization": "Bearer " + self.challenge(name)}


def totp(secret):
    """The code that an authenticator shows now (RFC 6238)."""
    key = base64.b32decode(secret)
    tag = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    place = tag[-1] & 15
    return f"{(struct.unpack('>I', tag[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
