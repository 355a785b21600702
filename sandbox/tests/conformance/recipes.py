"""What a request must contain so that it succeeds. The rest of the request stays as it was generated.

A recipe gives members of the body (of the variables, for GraphQL), the query, the path and the headers. The value None
removes a member.
"""

from sandbox import CODE, PASSWORD, SERVICE, totp

ADA = "ada@example.com"
PHONE = "13800000001"
FRESH = "fresh@example.com"
FRESH_PHONE = "13900000000"
EVE = "eve@example.com"
EVE_PHONE = "13800000002"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OWN = {"targetType": "USER", "targetId": "ada"}
PICTURES = {"photoA": "https://example.com/a.png", "photoB": "https://example.com/b.png", "isExternal": True}
TOKEN_GRANT = "http://authing.cn/oidc/grant_type/authing_token"
# Texts with a format that the contract cannot describe.
PLAIN = {"params": "[]", "context": "{}"}


def body(**members):
    return {"body": members}


def inputs(**members):
    return body(input=members | PLAIN)


def new(**members):
    """A registration whose profile cannot collide with an existing account."""
    profile = {"email": None, "phone": None, "username": None, "udf": []}
    return members | {"profile": profile}


def chinese(**members):
    """A phone number without a dialling code, which is Chinese: with another one it is another number."""
    return members | {"phoneCountryCode": None}


def query(**parameters):
    return {"query": parameters}


def form(s, protocol="oidc", **members):
    usual = {"code_verifier": None, "scope": None}
    return {"body": usual | s.secret() | members, "path": {"protocol": protocol}, "headers": {"authorization": None}}


def claims(query=None, body=None, headers=None):
    """Requests the claims of a token that is in one place only."""
    return {
        "path": {"protocol": "oidc"},
        "query": {"access_token": query},
        "body": {"access_token": body},
        "headers": {"authorization": headers},
    }


def wechat(s, **members):
    code = s.post("/sandbox/wechat/openid-ada", "login")["code"]
    return body(**{"code": code, "iv": None, "encryptedData": None, "rawData": None} | members)


def pressed(s, button, what):
    recipe = wechat(s)
    recipe["body"] |= s.post("/sandbox/wechat/openid-ada", {button: what})
    return recipe


def mobile(s, connection, payload):
    """A sign-in with codes of WeChat. The payloads of the other connections are removed."""
    kinds = ["Code", "Phone", "CodeAndPhone"]
    payloads = dict.fromkeys(f"wechatMiniProgram{kind}Payload" for kind in kinds) | payload
    usual = {"extIdpConnidentifier": s.connection, "client_id": None, "client_secret": None}
    return body(connection=connection, options={"customData": {}}, **usual, **payloads)


def wechat_code(s, openid="openid-ada"):
    return s.post(f"/sandbox/wechat/{openid}", "login")["code"]


def phone_code(s):
    return s.post("/sandbox/wechat/openid-ada", {"pressPhoneButtonCode": FRESH_PHONE})["code"]


def user(s, name="ada"):
    """The access token of a user, which version 3 takes without a scheme."""
    return {"headers": {"authorization": s.sign_in(name)["access_token"]}}


def verified(s, what, name="ada", **members):
    """The token of a verified request."""
    reply = s.post(f"/api/v3/verify-{what}-request", members, **user(s, name))
    return next(value for member, value in reply["data"].items() if member != "tokenExpiresIn")


NEW_PHONE = {
    "newPhoneNumber": FRESH_PHONE,
    "newPhoneCountryCode": None,
    "newPhonePassCode": CODE,
    "oldPhoneNumber": PHONE,
    "oldPhoneCountryCode": None,
    "oldPhonePassCode": CODE,
}
NEW_EMAIL = {"newEmail": FRESH, "newEmailPassCode": CODE, "oldEmail": ADA, "oldEmailPassCode": CODE}
DELETION = {"phonePassCodePayload": None, "emailPassCodePayload": None, "passwordPayload": None}
BY_PHONE = {"phoneNumber": PHONE, "phoneCountryCode": None, "passCode": CODE}


def signin(connection, payload, **options):
    usual = {"passwordEncryptType": None, "responseType": None, "customData": {}, "autoRegister": False}
    # The payloads of the other connections are removed.
    payloads = dict.fromkeys(["passwordPayload", "passCodePayload", "ldapPayload", "adPayload"]) | payload
    return body(connection=connection, client_id=None, client_secret=None, options=usual | options, **payloads)


def uploaded(s):
    file = {"file": ("face.png", b"PNG", "image/png")}
    return s.post("/api/v2/upload", params={"folder": "face-photo", "private": "true"}, files=file)["data"]["key"]


def cas(s, **parameters):
    return {"path": {"appId": s.app_id}, "query": {"service": SERVICE, "ticket": s.ticket()[0]["ticket"]} | parameters}


def associated(s):
    """The secret of an authenticator that is not confirmed yet."""
    reply = s.post("/api/v2/mfa/totp/associate", {"authenticator_type": "totp"}, headers=s.as_user("ada"))
    return reply["data"]["secret"]


def nothing(s):
    return {}


# Each operation has one recipe, or several that take turns.
RECIPES = {
    "loginByCode": [
        lambda s: wechat(s),
        lambda s: wechat(s, rawData='{"nickName":"Ada","gender":2}'),
        lambda s: pressed(s, "pressProfileButton", {"nickName": "Ada", "avatarUrl": "https://example.com/a.png"}),
    ],
    "loginByPhone": lambda s: pressed(s, "pressPhoneButton", PHONE),
    "getPhone": lambda s: pressed(s, "pressPhoneButton", PHONE),
    "getPublicKey": nothing,
    "getJwks": nothing,
    "getCaptcha": nothing,
    "logout": lambda s: query(app_id=s.app_id),
    "logoutCurrent": lambda s: query(appId=s.app_id),
    "loginByEmail": [
        lambda s: inputs(email=ADA, password=s.password),
        lambda s: inputs(email=FRESH, password=s.password, autoRegister=True),
    ],
    "loginByUsername": [
        lambda s: inputs(username="ada", password=s.password),
        lambda s: inputs(username="fresh", password=s.password, autoRegister=True),
    ],
    "loginByPhonePassword": [
        lambda s: inputs(phone=PHONE, password=s.password),
        lambda s: inputs(phone=FRESH_PHONE, password=s.password, autoRegister=True),
    ],
    "loginByPhoneCode": [
        lambda s: inputs(**chinese(phone=PHONE, code=CODE)),
        lambda s: inputs(**chinese(phone=FRESH_PHONE, code=CODE, autoRegister=True)),
    ],
    "loginByEmailCode": lambda s: body(email=ADA, code=CODE, **PLAIN),
    "loginBySubAccount": lambda s: body(account="ada", password=s.password),
    "loginByLdap": lambda s: body(username="lin", password=PASSWORD),
    "loginByAd": lambda s: body(username="amy", password=PASSWORD),
    "signinByCredentials": [
        lambda s: signin("PASSWORD", {"passwordPayload": {"account": "ada", "password": PASSWORD}}),
        lambda s: signin(
            "PASSWORD",
            {"passwordPayload": {"account": None, "username": "ada", "password": s.password}},
            passwordEncryptType="rsa",
        ),
        lambda s: signin("PASSCODE", {"passCodePayload": {"email": None, "phone": PHONE, "passCode": CODE}}),
        lambda s: signin(
            "PASSCODE", {"passCodePayload": {"email": FRESH, "phone": None, "passCode": CODE}}, autoRegister=True
        ),
        lambda s: signin(
            "PASSWORD",
            {"passwordPayload": {"account": "ada", "password": PASSWORD}},
            responseType="code",
            redirectUri=SERVICE,
        ),
        lambda s: signin("LDAP", {"ldapPayload": {"sAMAccountName": "lin", "password": PASSWORD}}),
        lambda s: signin("AD", {"adPayload": {"sAMAccountName": "amy", "password": PASSWORD}}),
    ],
    "registerByEmail": lambda s: inputs(**new(email=FRESH, password=s.password)),
    "registerByUsername": lambda s: inputs(**new(username="fresh", password=s.password)),
    "registerByPhoneCode": lambda s: inputs(
        **new(**chinese(phone=FRESH_PHONE, code=CODE, password=s.password))
    ),
    "registerByEmailCode": lambda s: body(**new(email=FRESH, code=CODE, customData={}, context={})),
    "sendSmsCode": lambda s: body(phone=PHONE, scene="login"),
    "sendEmail": lambda s: body(email=ADA, scene="LOGIN_VERIFY_CODE"),
    "isUserExists": nothing,
    "checkPasswordStrength": nothing,
    "resetPassword": [
        lambda s: body(email=ADA, phone=None, code=CODE, newPassword=s.password),
        lambda s: body(email=None, phone=PHONE, code=CODE, newPassword=s.password),
    ],
    "resetPasswordByFirstLoginToken": lambda s: body(token=s.challenge("new"), password=s.password),
    "resetPasswordByForceResetToken": lambda s: body(
        token=s.challenge("old"), oldPassword=s.password, newPassword=s.password
    ),
    "updatePassword": lambda s: body(oldPassword=s.password, newPassword=s.password),
    "user": [lambda s: body(id="ada"), lambda s: body(id=None)],
    # The dialling code is a part of the phone number, which is changed by other means.
    "updateUser": lambda s: body(id="ada", input={"email": None, "phone": None, "phoneCountryCode": None}),
    "upload": nothing,
    "checkLoginStatus": [lambda s: body(token=s.token), lambda s: body(token=None)],
    "refreshToken": nothing,
    "getSecurityLevel": nothing,
    "listOrgs": nothing,
    "listApplications": lambda s: query(page=1, limit=10),
    "getUserDepartments": lambda s: body(id="ada"),
    "listUserAuthorizedResources": lambda s: body(id="ada"),
    "getUserRoles": lambda s: body(id="ada"),
    "bindPhone": lambda s: body(**chinese(phone=FRESH_PHONE, phoneCode=CODE)) | {"headers": s.as_user("bob")},
    "bindEmail": lambda s: body(email=FRESH, emailCode=CODE) | {"headers": s.as_user("bob")},
    "unbindPhone": nothing,
    "unbindEmail": nothing,
    "updatePhone": lambda s: body(
        **chinese(phone=FRESH_PHONE, phoneCode=CODE, oldPhone=PHONE, oldPhoneCode=CODE, oldPhoneCountryCode=None)
    ),
    "updateEmail": lambda s: body(email=FRESH, emailCode=CODE, oldEmail=ADA, oldEmailCode=CODE),
    "linkAccount": lambda s: body(primaryUserToken=s.token, secondaryUserToken=s.log_in("bob")),
    "unlinkAccount": [
        lambda s: body(primaryUserToken=s.token, provider="github"),
        lambda s: body(primaryUserToken=s.token, provider="wechat:miniprogram:default"),
    ],
    "udv": lambda s: body(**OWN),
    "setUdv": lambda s: body(key="school", value='"Paris"', **OWN),
    "setUdvBatch": lambda s: body(udvList=[{"key": "age", "value": "37"}], **OWN),
    "removeUdv": lambda s: body(key="school", **OWN),
    "listMfaAuthenticators": [
        lambda s: query(type="totp"),
        lambda s: query(type="totp", source=None) | {"headers": s.challenged("eve")},
    ],
    "associateMfaAuthenticator": lambda s: body(authenticator_type="totp"),
    "confirmMfaAuthenticator": lambda s: body(authenticator_type="totp", totp=totp(associated(s))),
    "deleteMfaAuthenticator": lambda s: associated(s) and {},
    "verifyTotpMfa": lambda s: body(totp=totp(SECRET)) | {"headers": s.challenged("eve")},
    "verifyTotpRecoveryCode": lambda s: body(recoveryCode="10af-4f2f-f34f") | {"headers": s.challenged("eve")},
    "verifyAppSmsMfa": lambda s: body(phone=EVE_PHONE, code=CODE) | {"headers": s.challenged("eve")},
    "verifyAppEmailMfa": lambda s: body(email=EVE, code=CODE) | {"headers": s.challenged("eve")},
    "phoneOrEmailBindable": [
        lambda s: body(phone=FRESH_PHONE) | {"headers": s.challenged("eve")},
        lambda s: body(email=ADA) | {"headers": s.challenged("eve")},
    ],
    "associateFace": [
        lambda s: body(**PICTURES),
        lambda s: body(photoA=uploaded(s), photoB=uploaded(s), isExternal=False),
    ],
    "verifyFaceMfa": [
        lambda s: body(photo="https://example.com/eve.png") | {"headers": s.challenged("eve")},
        lambda s: body(photo=uploaded(s)) | {"headers": s.challenged("eve")},
    ],
    "getPrincipal": nothing,
    "authenticatePrincipal": lambda s: body(type="P", name="Ada", idCard="1", ext="2"),
    "listMyDevices": nothing,
    "createDevice": nothing,
    "unbindMyDevice": lambda s: body(deviceId="dev-1"),
    "logoutMyDevice": lambda s: body(deviceId="dev-1"),
    "publishEvent": nothing,
    "token": [
        lambda s: form(s, grant_type="authorization_code", code=s.code(), redirect_uri=SERVICE),
        lambda s: form(s, "oauth", grant_type="authorization_code", code=s.code("oauth"), redirect_uri=SERVICE),
        lambda s: form(s, grant_type="refresh_token", refresh_token=s.tokens()["refresh_token"]),
        lambda s: form(s, grant_type="client_credentials", scope="books"),
        lambda s: form(s, grant_type=TOKEN_GRANT, token=s.token, redirect_uri=SERVICE),
    ],
    "introspectToken": [
        lambda s: form(s, token=s.tokens()["access_token"]),
        lambda s: form(s, token=s.tokens()["refresh_token"]),
    ],
    "revokeToken": [
        lambda s: form(s, token=s.tokens()["refresh_token"]),
        lambda s: form(s, token=s.tokens()["access_token"]),
    ],
    "getUserInfo": [
        lambda s: claims(query=s.tokens()["access_token"]),
        lambda s: claims(headers="Bearer " + s.tokens()["access_token"]),
    ],
    "postUserInfo": [
        lambda s: claims(query=s.tokens()["access_token"]),
        lambda s: claims(body=s.tokens()["access_token"]),
        lambda s: claims(headers="Bearer " + s.tokens()["access_token"]),
    ],
    "validateToken": [
        lambda s: query(access_token=s.tokens()["access_token"], id_token=None),
        lambda s: query(access_token=None, id_token=s.tokens()["id_token"]),
    ],
    "validateTicketV1": lambda s: cas(s),
    # The contract cannot describe the XML format.
    "validateTicketV2": lambda s: cas(s, format="JSON"),
    "trackSession": lambda s: {"headers": {"cookie": s.ticket()[1]}},
    "geneQrCode": [
        lambda s: body(scene="APP_AUTH", params={}),
        lambda s: body(scene="WXAPP_AUTH", params={}),
        lambda s: body(scene="WECHATMP_AUTH", params={}),
    ],
    "checkQrCode": [
        lambda s: query(random=s.scanned()["random"]),
        lambda s: query(random=s.scanned({"scan": "ada"})["random"]),
        lambda s: query(random=s.scanned({"scan": "ada"}, "confirm")["random"]),
        lambda s: query(random=s.scanned({"scan": "ada"}, "cancel")["random"]),
    ],
    "exchangeQrTicket": lambda s: body(ticket=s.scanned({"scan": "ada"}, "confirm")["ticket"]),
    "generateLinkExtIdpUrl": lambda s: query(ext_idp_conn_identifier="github", id_token=s.token, app_id=s.app_id),
    "unlinkExtIdp": lambda s: body(extIdpId="e1"),
    "getIdentities": nothing,
    "getPublicConfig": lambda s: {"path": {"appId": s.app_id}},
    "startInteraction": lambda s: body(appId=s.app_id, userPoolId=s.pool_id),
    "signinByMobileV3": [
        lambda s: mobile(
            s,
            "wechat_mini_program_code",
            {"wechatMiniProgramCodePayload": {"code": wechat_code(s), "iv": "", "encryptedData": ""}},
        ),
        lambda s: mobile(
            s,
            "wechat_mini_program_phone",
            {"wechatMiniProgramPhonePayload": pressed(s, "pressPhoneButton", PHONE)["body"]},
        ),
        lambda s: mobile(
            s,
            "wechat_mini_program_code_and_phone",
            {
                "wechatMiniProgramCodeAndPhonePayload": {
                    "wxLoginInfo": {"code": wechat_code(s)},
                    "wxPhoneInfo": {"code": phone_code(s)},
                }
            },
        ),
    ],
    "getProfileV3": lambda s: query(withIdentities="true", withCustomData="true", withDepartmentIds="true") | user(s),
    "updateProfileV3": lambda s: body(customData={"school": "Paris"}, gender="F") | user(s),
    "sendSmsV3": lambda s: body(phoneNumber=PHONE, channel="CHANNEL_LOGIN"),
    "sendEmailV3": lambda s: body(email=ADA, channel="CHANNEL_LOGIN"),
    "preCheckCodeV3": [
        lambda s: body(
            codeType="SMS", smsCodePayload={"phone": PHONE, "passCode": CODE, "channel": "CHANNEL_LOGIN"}
        ),
        lambda s: body(codeType="EMAIL", emailCodePayload={"email": ADA, "passCode": CODE, "channel": "CHANNEL_LOGIN"}),
    ],
    "bindPhoneV3": lambda s: body(phoneNumber=FRESH_PHONE, phoneCountryCode=None, passCode=CODE) | user(s, "bob"),
    "unbindPhoneV3": lambda s: body(passCode=CODE) | user(s),
    "bindEmailV3": lambda s: body(email=FRESH, passCode=CODE) | user(s, "bob"),
    "unbindEmailV3": lambda s: body(passCode=CODE) | user(s),
    "verifyUpdatePhoneRequestV3": lambda s: body(verifyMethod="PHONE_PASSCODE", phonePassCodePayload=NEW_PHONE)
    | user(s),
    "updatePhoneV3": lambda s: body(
        updatePhoneToken=verified(s, "update-phone", verifyMethod="PHONE_PASSCODE", phonePassCodePayload=NEW_PHONE)
    )
    | user(s),
    "verifyUpdateEmailRequestV3": lambda s: body(verifyMethod="EMAIL_PASSCODE", emailPassCodePayload=NEW_EMAIL)
    | user(s),
    "updateEmailV3": lambda s: body(
        updateEmailToken=verified(s, "update-email", verifyMethod="EMAIL_PASSCODE", emailPassCodePayload=NEW_EMAIL)
    )
    | user(s),
    "updatePasswordV3": [
        lambda s: body(oldPassword=PASSWORD, newPassword=PASSWORD, passwordEncryptType=None) | user(s),
        lambda s: body(oldPassword=s.password, newPassword=s.password, passwordEncryptType="rsa") | user(s),
    ],
    "verifyDeleteAccountRequestV3": [
        lambda s: body(verifyMethod="PHONE_PASSCODE", **DELETION | {"phonePassCodePayload": BY_PHONE}) | user(s),
        lambda s: body(
            verifyMethod="EMAIL_PASSCODE", **DELETION | {"emailPassCodePayload": {"email": ADA, "passCode": CODE}}
        )
        | user(s),
        lambda s: body(verifyMethod="PASSWORD", **DELETION | {"passwordPayload": {"password": PASSWORD}})
        | user(s, "bob"),
    ],
    "deleteAccountV3": lambda s: body(
        deleteAccountToken=verified(
            s, "delete-account", "bob", verifyMethod="PASSWORD", passwordPayload={"password": PASSWORD}
        )
    )
    | user(s, "bob"),
    "getWechatAccessTokenInfoV3": lambda s: body(appId=s.wechat_app_id, appSecret=s.wechat_app_secret),
    "getWechatMiniProgramPhoneV3": lambda s: body(extIdpConnidentifier=s.connection, code=phone_code(s)),
    "decryptWechatMiniProgramDataV3": lambda s: body(
        extIdpConnidentifier=s.connection, **pressed(s, "pressProfileButton", {"nickName": "Ada"})["body"]
    ),
    "getSystemInfoV3": nothing,
    "bindWechatMiniProgram": lambda s: body(code=wechat_code(s, "openid-bob"), extIdpConnidentifier=s.connection)
    | user(s, "bob"),
}
