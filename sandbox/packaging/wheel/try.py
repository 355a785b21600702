"""Logs a WeChat user in at the sandbox that `authing-sandbox exec` has started. It needs nothing but Python."""

import json
import os
import urllib.request

HOST = os.environ["AUTHING_HOST"]


def post(path, body):
    headers = {"content-type": "application/json", "x-authing-app-id": os.environ["AUTHING_APP_ID"]}
    request = urllib.request.Request(HOST + path, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as reply:
        return json.load(reply)


code = post("/sandbox/wechat/openid-ada", "login")["code"]
reply = post("/connections/social/wechat-miniprogram/auth", {"code": code})
assert reply["data"]["token"], reply
print("logged in as", reply["data"]["id"])
