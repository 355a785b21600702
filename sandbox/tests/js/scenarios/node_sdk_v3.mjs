// authing-node-sdk on the back end of a mini-program: sign-ins with codes of WeChat, and what a user does with the access token. Its
// defects are asserted as they are.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import sdk from 'authing-node-sdk';

import { start } from '../sandbox.mjs';

const PASSWORD = 'passw0rd!';
const PHONE = '17612346754';
const EMAIL = 'ada@example.com';
const SCOPE = { scope: 'openid profile phone offline_access' };

const client = ({ url, appId, appSecret }, options = {}) =>
  new sdk.AuthenticationClient({ appId, appSecret, appHost: url, redirectUri: 'https://app.example.com/', ...options });

const scenario = (title, seed, play) => {
  test(`authing-node-sdk: ${title}`, { timeout: 30_000 }, async t => play(await start(t, seed)));
};

async function done(call) {
  const { statusCode, message, data } = await call;
  assert.equal(statusCode, 200, message);
  return data;
}

// V34: a refusal is a value like a success.
async function refused(call, apiCode) {
  const refusal = await call;
  assert.equal(refusal.apiCode, apiCode, JSON.stringify(refusal));
  return refusal;
}

const wechat = (sandbox, act) => sandbox.control('wechat/openid-ada', act);
const login = async sandbox => (await wechat(sandbox, 'login')).code;
const press = async (sandbox, phone = PHONE) => (await wechat(sandbox, { pressPhoneButtonCode: phone })).code;

/** The body of a sign-in. V36: the client does not add the credentials of the application, so the caller does. */
const mobile = (sandbox, connection, payload) => ({
  connection,
  extIdpConnidentifier: sandbox.extIdpConnIdentifier,
  options: SCOPE,
  client_id: sandbox.appId,
  client_secret: sandbox.appSecret,
  ...payload,
});

/** A client that has the access token of the WeChat user Ada. */
async function ada(sandbox) {
  const authing = client(sandbox);
  const body = mobile(sandbox, 'wechat_mini_program_code', {
    wechatMiniProgramCodePayload: { code: await login(sandbox) },
  });
  const tokens = await done(authing.signInByMobile(body));
  authing.setAccessToken(tokens.access_token);
  return { authing, tokens };
}

scenario('signInByMobile with each connection of a mini-program', {}, async sandbox => {
  const authing = client(sandbox);
  const both = { wxLoginInfo: { code: await login(sandbox) }, wxPhoneInfo: { code: await press(sandbox) } };
  const payload = { wechatMiniProgramCodeAndPhonePayload: both };
  const tokens = await done(authing.signInByMobile(mobile(sandbox, 'wechat_mini_program_code_and_phone', payload)));
  assert.equal((await authing.introspectToken(tokens.access_token)).active, true);
  const again = await refused(authing.signInByMobile(mobile(sandbox, 'wechat_mini_program_code_and_phone', payload)), 602);
  assert.equal(again.data.errcode, 40163);

  const code = await login(sandbox);
  const pressed = { code, ...(await wechat(sandbox, { pressPhoneButton: PHONE })) };
  await done(authing.signInByMobile(mobile(sandbox, 'wechat_mini_program_phone', { wechatMiniProgramPhonePayload: pressed })));
  const [user, ...others] = (await sandbox.state()).users;
  assert.deepEqual([user.phone, others], [PHONE, []]);
});

scenario('credentials of the application', { application: { clientAuth: 'client_secret_post' } }, async sandbox => {
  const authing = client(sandbox);
  const code = async () => ({ wechatMiniProgramCodePayload: { code: await login(sandbox) } });
  const whole = mobile(sandbox, 'wechat_mini_program_code', await code());
  await done(authing.signInByMobile(whole));
  const { client_id, client_secret, ...without } = mobile(sandbox, 'wechat_mini_program_code', await code());
  await refused(authing.signInByMobile(without), 403);
});

scenario('HTTP Basic, while nobody is signed in', { application: { clientAuth: 'client_secret_basic' } }, async sandbox => {
  const authing = client(sandbox, { tokenEndPointAuthMethod: 'client_secret_basic' });
  const { client_id, client_secret, ...body } = mobile(sandbox, 'wechat_mini_program_code', {
    wechatMiniProgramCodePayload: { code: await login(sandbox) },
  });
  const tokens = await done(authing.signInByMobile(body));
  assert.ok((await authing.getNewAccessTokenByRefreshToken(tokens.refresh_token)).access_token);
});

scenario('tokens are refreshed once and revoked', {}, async sandbox => {
  const authing = client(sandbox);
  const { tokens } = await ada(sandbox);
  const fresh = await authing.getNewAccessTokenByRefreshToken(tokens.refresh_token);
  await assert.rejects(authing.getNewAccessTokenByRefreshToken(tokens.refresh_token), ({ response }) => {
    return response.data.error === 'invalid_grant';
  });
  assert.equal((await authing.getUserInfoByAccessToken(fresh.access_token)).sub.length, 24);
  assert.equal(await authing.revokeToken(fresh.refresh_token), true);
  assert.equal((await authing.introspectToken(fresh.access_token)).active, false);
});

scenario('profile, identities and the keys of passwords', { customFields: [{ key: 'school' }] }, async sandbox => {
  const { authing } = await ada(sandbox);
  await done(authing.updateProfile({ nickname: 'Ada', customData: { school: 'A' } }));
  const profile = await done(authing.getProfile({ withCustomData: true, withIdentities: true }));
  assert.deepEqual([profile.nickname, profile.customData.school], ['Ada', 'A']);
  // V43: without an argument it is a TypeError.
  assert.throws(() => authing.getProfile(), TypeError);
  const identities = await done(authing.getIdentities());
  assert.deepEqual(identities, profile.identities);
  await refused(authing.unlinkExtIdp({ extIdpId: identities[0].extIdpId }), 2217);
  assert.match((await authing.getSystemInfo()).rsa.publicKey, /BEGIN PUBLIC KEY/);
});

scenario('codes, and phone number and mail address', {}, async sandbox => {
  const { authing } = await ada(sandbox);
  const sms = async (phoneNumber, channel) => {
    await done(authing.sendSms({ phoneNumber, channel }));
    return sandbox.code(phoneNumber);
  };
  const mail = async (email, channel) => {
    await done(authing.sendEmail({ email, channel }));
    return sandbox.code(email);
  };
  const passCode = await sms(PHONE, 'CHANNEL_BIND_PHONE');
  const check = { codeType: 'SMS', smsCodePayload: { phone: PHONE, passCode, channel: 'CHANNEL_BIND_PHONE' } };
  assert.equal((await done(authing.preCheckCode(check))).isValid, true);
  await done(authing.bindPhone({ phoneNumber: PHONE, passCode }));
  assert.equal((await done(authing.preCheckCode(check))).isValid, false);
  await done(authing.bindEmail({ email: EMAIL, passCode: await mail(EMAIL, 'CHANNEL_BIND_EMAIL') }));

  const phonePassCodePayload = {
    newPhoneNumber: '13500000001',
    newPhonePassCode: await sms('13500000001', 'CHANNEL_BIND_PHONE'),
    oldPhoneNumber: PHONE,
    oldPhonePassCode: await sms(PHONE, 'CHANNEL_UNBIND_PHONE'),
  };
  const phone = await done(authing.verifyUpdatePhoneRequest({ verifyMethod: 'PHONE_PASSCODE', phonePassCodePayload }));
  await done(authing.updatePhone({ updatePhoneToken: phone.updatePhoneToken }));
  const emailPassCodePayload = {
    newEmail: 'ada@example.org',
    newEmailPassCode: await mail('ada@example.org', 'CHANNEL_UPDATE_EMAIL'),
    oldEmail: EMAIL,
    oldEmailPassCode: await mail(EMAIL, 'CHANNEL_UPDATE_EMAIL'),
  };
  const email = await done(authing.verifyUpdateEmailRequest({ verifyMethod: 'EMAIL_PASSCODE', emailPassCodePayload }));
  await done(authing.updateEmail({ updateEmailToken: email.updateEmailToken }));
  await done(authing.unbindPhone({ passCode: await sms('13500000001', 'CHANNEL_UNBIND_PHONE') }));
  await done(authing.unbindEmail({ passCode: await mail('ada@example.org', 'CHANNEL_UNBIND_EMAIL') }));
});

scenario('password and end of an account', { users: [{ username: 'bob', password: PASSWORD }] }, async sandbox => {
  const authing = client(sandbox);
  // V42: it names the encryption and encrypts nothing.
  const payload = { username: 'bob', password: PASSWORD, options: { passwordEncryptType: 'rsa' } };
  await refused(authing.signInByUsernamePassword(payload), 2016);
  const credentials = { connection: 'PASSWORD', passwordPayload: { username: 'bob', password: PASSWORD } };
  authing.setAccessToken((await done(authing.signInByCredentials(credentials))).access_token);
  await done(authing.updatePassword({ newPassword: 'passw0rd?', oldPassword: PASSWORD }));
  const { deleteAccountToken } = await done(
    authing.verifyDeleteAccountRequest({ verifyMethod: 'PASSWORD', passwordPayload: { password: 'passw0rd?' } }),
  );
  assert.equal((await done(authing.deleteAccount({ deleteAccountToken }))).success, true);
  await refused(authing.getProfile({}), 2020);
});

scenario("WeChat's access token, and data that WeChat encrypted", {}, async sandbox => {
  const authing = client(sandbox);
  const owner = { appId: sandbox.wechatAppId, appSecret: sandbox.wechatAppSecret };
  const first = await done(authing.getWechatMpAccessTokenInfo(owner));
  assert.ok(Number(first.expiresAt) > Date.now() / 1000);
  const second = await done(authing.getWechatMpAccessToken(owner));
  const asked = async ({ accessToken }) => {
    const body = JSON.stringify({ code: await press(sandbox) });
    const url = `${sandbox.url}/wxa/business/getuserphonenumber?access_token=${accessToken}`;
    return (await (await fetch(url, { method: 'POST', body })).json()).errcode;
  };
  assert.deepEqual([await asked(first), await asked(second)], [0, 0]);
  await sandbox.advance(301);
  assert.deepEqual([await asked(first), await asked(second)], [40001, 0], 'the second has overwritten the first');

  const code = await login(sandbox);
  const sealed = await wechat(sandbox, { pressProfileButton: { nickName: 'Ada' } });
  const body = { extIdpConnidentifier: sandbox.extIdpConnIdentifier, code, ...sealed };
  assert.equal((await done(authing.decryptWechatMiniProgramData(body))).nickName, 'Ada');
  // V44: the client has no method for the number of a phone button.
  assert.equal(authing.getWechatMiniprogramPhone, undefined);
});
