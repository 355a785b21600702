// @authing/miniapp-taro, the mini-program SDK of today, with every method. Its results are pairs of an error and data. Its defects
// are asserted as they are.

import assert from 'node:assert/strict';
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { start } from '../sandbox.mjs';
import { taroClient } from '../taro.mjs';

const PHONE = '17612346754';
const EMAIL = 'ada@example.com';
const PASSWORD = 'passw0rd!';
const ADA = { id: 'ada', username: 'ada', email: EMAIL, phone: PHONE, password: PASSWORD };
const SCOPE = { scope: 'openid profile phone offline_access' };

const scenario = (title, seed, play) => {
  test(`miniapp-taro: ${title}`, { timeout: 30_000 }, async t => play(await start(t, seed), t));
};

async function done(call) {
  const [error, data] = await call;
  assert.equal(error, null, JSON.stringify(error));
  return data;
}

/** Holds that the server refuses a call with this code. */
async function refused(call, apiCode) {
  const [error, data] = await call;
  assert.deepEqual([error?.apiCode, data], [apiCode, undefined], JSON.stringify(error));
  return error;
}

/** Holds that the client gives up before it sends anything. */
async function unsent(call, message) {
  const [error] = await call;
  assert.equal(error?.apiCode, undefined);
  assert.match(error?.message ?? '', message);
}

/** What the application gives the SDK to encrypt passwords. */
function encryptFunction(password, pem) {
  const der = Buffer.from(pem.split('\n')[1], 'base64');
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(password)).toString('base64');
}

const byCode = ({ extIdpConnIdentifier }) => ({ extIdpConnidentifier: extIdpConnIdentifier, options: { ...SCOPE } });

/** The body of `loginByPhone` with a code of the phone button. The client adds the code of `wx.login` itself. */
const withPhone = (sandbox, code) => {
  return { ...byCode(sandbox), wechatMiniProgramCodeAndPhonePayload: { wxPhoneInfo: { code } } };
};

/** A client that Ada has signed in to with her password. */
async function signedIn(sandbox, options) {
  const { client, phone } = taroClient(sandbox, 'openid-ada', options);
  await done(client.loginByPassword({ passwordPayload: { account: 'ada', password: PASSWORD }, options: { ...SCOPE } }));
  return { client, phone };
}

const signIns = async sandbox =>
  (await sandbox.requests()).filter(({ operation }) => operation === 'signinByMobileV3').length;

scenario('the phone button signs in and gives the number, in one call', {}, async sandbox => {
  const { client, phone } = taroClient(sandbox, 'openid-ada');
  const tokens = await done(client.loginByPhone(withPhone(sandbox, await phone.phoneButtonCode(PHONE))));
  assert.ok(tokens.access_token && tokens.id_token && tokens.refresh_token && tokens.expires_in === 3600);
  const user = await done(client.getUserInfo({ withIdentities: true }));
  assert.deepEqual([user.phone, user.identities[0].userIdInIdp], [PHONE, 'openid-ada']);

  // V06: while somebody is signed in it sends nothing, and the code of the button is wasted.
  const code = await phone.phoneButtonCode('13500000001');
  assert.equal((await done(client.loginByPhone(withPhone(sandbox, code)))).access_token, tokens.access_token);
  assert.equal(await signIns(sandbox), 1);
  const number = await done(client.getPhone({ extIdpConnidentifier: sandbox.extIdpConnIdentifier, code }));
  assert.deepEqual([number.purePhoneNumber, number.countryCode], ['13500000001', '86'], 'the code was never sent');
});

scenario('a number that somebody else has is not taken, and nothing says so', { users: [ADA] }, async sandbox => {
  const { client, phone } = taroClient(sandbox, 'openid-eve');
  await done(client.loginByPhone(withPhone(sandbox, await phone.phoneButtonCode(PHONE))));
  assert.equal((await done(client.getUserInfo())).phone, undefined);
});

scenario('a code of the button that WeChat refuses signs nobody in', {}, async sandbox => {
  const { client, phone } = taroClient(sandbox, 'openid-ada');
  const used = await phone.phoneButtonCode(PHONE);
  await done(client.getPhone({ extIdpConnidentifier: sandbox.extIdpConnIdentifier, code: used }));
  for (const code of [used, 'guessed', (await phone.login()).code]) {
    const { data } = await refused(client.loginByPhone(withPhone(sandbox, code)), 602);
    assert.equal(data.errcode, 40029);
  }
  await unsent(client.getLoginState(), /data not found/);
});

scenario('loginByCode, and the state that the client keeps', {}, async sandbox => {
  const { client } = taroClient(sandbox, 'openid-ada');
  const unknown = await refused(client.loginByCode({ extIdpConnidentifier: 'another' }), 404);
  assert.equal(unknown.statusCode, 404);
  const tokens = await done(client.loginByCode(byCode(sandbox)));
  assert.equal((await done(client.getLoginState())).access_token, tokens.access_token);
  assert.ok(await client.getLoginCode());
  await done(client.clearLoginState());
  await unsent(client.getUserInfo(), /login again/);
  assert.ok((await client.saveLoginState(tokens)).expires_at > Date.now());
  assert.equal((await done(client.getUserInfo())).registerSource[0], 'social:wechat:miniprogram');
});

scenario('refreshToken and logout', {}, async sandbox => {
  const { client } = taroClient(sandbox, 'openid-ada');
  const first = await done(client.loginByCode(byCode(sandbox)));
  const second = await done(client.refreshToken());
  assert.notEqual(second.refresh_token, first.refresh_token, 'each refresh token works once');
  await client.saveLoginState({ ...second, refresh_token: first.refresh_token });
  const [error] = await client.refreshToken();
  assert.equal(error.error, 'invalid_grant');
  // V01: once the access token has expired, the refresh token is not even tried.
  await client.saveLoginState({ ...second, expires_in: -1 });
  await unsent(client.refreshToken(), /expired/);

  await client.saveLoginState(second);
  await done(client.logout());
  await unsent(client.getLoginState(), /data not found/);
  await client.saveLoginState(second);
  await refused(client.getUserInfo(), 2020);
  // V14: the refresh token survives the logout.
  assert.ok((await done(client.refreshToken())).access_token);
});

scenario('passwords, plain and encrypted', { users: [ADA] }, async sandbox => {
  const { client } = await signedIn(sandbox, { encryptFunction });
  assert.match(await done(client.getPublicKey('rsa')), /BEGIN PUBLIC KEY/);
  assert.match(await done(client.getPublicKey('sm2')), /^[0-9a-f]{128}$/);
  const encrypted = { passwordEncryptType: 'rsa' };
  const wrong = { passwordPayload: { username: 'ada', password: 'guessed' }, options: encrypted };
  assert.equal((await refused(client.loginByPassword(wrong), 2333)).statusCode, 403);
  // V19: the password in the caller's own object is encrypted now.
  assert.notEqual(wrong.passwordPayload.password, 'guessed');
  await done(client.loginByPassword({ passwordPayload: { username: 'ada', password: PASSWORD }, options: encrypted }));

  // V21: only the new password is encrypted.
  const change = { newPassword: 'passw0rd?', oldPassword: PASSWORD, ...encrypted };
  await done(client.updatePassword(change));
  assert.deepEqual([change.newPassword.length, change.oldPassword], [344, PASSWORD]);
  await done(client.loginByPassword({ passwordPayload: { email: EMAIL, password: 'passw0rd?' } }));
  await refused(client.updatePassword({ newPassword: 'passw0rd!', oldPassword: 'guessed' }), 2203);
});

scenario('codes sign in', { users: [ADA] }, async sandbox => {
  const { client } = taroClient(sandbox);
  await done(client.sendSms({ phoneNumber: PHONE, channel: 'CHANNEL_LOGIN' }));
  const passCode = await sandbox.code(PHONE);
  await refused(client.loginByPassCode({ passCodePayload: { phone: PHONE, passCode: '0' } }), 2001);
  await done(client.loginByPassCode({ passCodePayload: { phone: PHONE, passCode } }));
  await done(client.sendEmailCode({ email: EMAIL, channel: 'CHANNEL_LOGIN' }));
  const email = { email: EMAIL, passCode: await sandbox.code(EMAIL) };
  await done(client.loginByPassCode({ passCodePayload: email }));
  assert.equal((await done(client.getUserInfo())).userId, 'ada');
  await refused(client.sendEmailCode({ email: EMAIL, channel: 'CHANNEL_LOGIN' }), 2080);
});

scenario('the profile', { users: [ADA], customFields: [{ key: 'school' }] }, async (sandbox, t) => {
  const { client, phone } = await signedIn(sandbox);
  const changed = await done(client.updateUserInfo({ nickname: 'Ada', gender: 'F', customData: { school: 'A' } }));
  assert.deepEqual([changed.nickname, changed.gender, changed.customData], ['Ada', 'F', { school: 'A' }]);
  await refused(client.updateUserInfo({ customData: { shoe: 37 } }), 400);
  phone.album = path.join(tmpdir(), `taro-${process.pid}.png`);
  await writeFile(phone.album, 'PNG');
  t.after(() => rm(phone.album));
  const { data } = await done(client.updateAvatar());
  assert.equal((await done(client.getUserInfo({ withCustomData: true }))).photo, data.url);
  assert.equal(await (await fetch(data.url)).text(), 'PNG');
});

scenario('phone number and mail address are bound, and changed in two steps', {}, async sandbox => {
  const { client } = taroClient(sandbox, 'openid-ada');
  await done(client.loginByCode(byCode(sandbox)));
  const sms = async (phoneNumber, channel) => {
    await done(client.sendSms({ phoneNumber, channel }));
    return sandbox.code(phoneNumber);
  };
  const mail = async (email, channel) => {
    await done(client.sendEmailCode({ email, channel }));
    return sandbox.code(email);
  };
  await done(client.bindPhone({ phoneNumber: PHONE, passCode: await sms(PHONE, 'CHANNEL_BIND_PHONE') }));
  await done(client.bindEmail({ email: EMAIL, passCode: await mail(EMAIL, 'CHANNEL_BIND_EMAIL') }));
  await refused(client.bindPhone({ phoneNumber: PHONE, passCode: '0' }), 2035);

  const newPhone = '13500000001';
  const { updatePhoneToken } = await done(client.updatePhoneRequest({
    verifyMethod: 'PHONE_PASSCODE',
    phonePassCodePayload: {
      newPhoneNumber: newPhone,
      newPhonePassCode: await sms(newPhone, 'CHANNEL_BIND_PHONE'),
      oldPhoneNumber: PHONE,
      oldPhonePassCode: await sms(PHONE, 'CHANNEL_UNBIND_PHONE'),
    },
  }));
  await done(client.updatePhone({ updatePhoneToken }));
  await refused(client.updatePhone({ updatePhoneToken }), 400);

  const newEmail = 'ada@example.org';
  const { updateEmailToken } = await done(client.updateEmailRequest({
    verifyMethod: 'EMAIL_PASSCODE',
    emailPassCodePayload: {
      newEmail,
      newEmailPassCode: await mail(newEmail, 'CHANNEL_UPDATE_EMAIL'),
      oldEmail: EMAIL,
      oldEmailPassCode: await mail(EMAIL, 'CHANNEL_UPDATE_EMAIL'),
    },
  }));
  await done(client.updateEmail({ updateEmailToken }));
  const { phone, email } = await done(client.getUserInfo());
  assert.deepEqual([phone, email], [newPhone, newEmail]);
});

scenario('a WeChat user is linked to the account', { users: [ADA, { id: 'eve', openid: 'openid-eve' }] }, async sandbox => {
  const ada = await signedIn(sandbox);
  const connection = { extIdpConnidentifier: sandbox.extIdpConnIdentifier };
  await done(ada.client.bindWxByCode(connection));
  await done(ada.client.bindPlatformByCode(connection));
  const [{ userIdInIdp }] = (await done(ada.client.getUserInfo({ withIdentities: true }))).identities;
  assert.equal(userIdInIdp, 'openid-ada');
  const { client } = taroClient(sandbox, 'openid-eve');
  await done(client.loginByPassword({ passwordPayload: { account: 'ada', password: PASSWORD } }));
  assert.equal((await refused(client.bindWxByCode(connection), 2215)).statusCode, 409);
});

scenario('decryptData opens what WeChat encrypted', {}, async sandbox => {
  const { client, phone } = taroClient(sandbox, 'openid-ada');
  // V16: the constructor calls wx.login without being asked, which may renew the session key at any moment.
  await client.getLoginCode();
  const { code } = await phone.login();
  const { iv, encryptedData } = await phone.getUserProfile({ nickName: 'Ada' });
  const sealed = { extIdpConnidentifier: sandbox.extIdpConnIdentifier, iv, encryptedData, code };
  assert.equal((await done(client.decryptData(sealed))).nickName, 'Ada');
  assert.equal((await refused(client.decryptData(sealed), 602)).data.errcode, 40163);
});

scenario('an account ends', { users: [ADA, { username: 'bob', password: PASSWORD }] }, async sandbox => {
  const { client } = await signedIn(sandbox);
  await done(client.sendSms({ phoneNumber: PHONE, channel: 'CHANNEL_DELETE_ACCOUNT' }));
  const passCode = await sandbox.code(PHONE);
  const byPassword = { verifyMethod: 'PASSWORD', passwordPayload: { password: PASSWORD, passwordEncryptType: 'none' } };
  await refused(client.deleteAccountRequest(byPassword), 400);
  const { deleteAccountToken } = await done(
    client.deleteAccountRequest({ verifyMethod: 'PHONE_PASSCODE', phonePassCodePayload: { phoneNumber: PHONE, passCode } }),
  );
  assert.equal((await done(client.deleteAccount({ deleteAccountToken }))).success, true);
  assert.deepEqual((await sandbox.state()).users.map(({ username }) => username), ['bob']);
  // V27: the tokens of the account stay in the store.
  assert.ok((await done(client.getLoginState())).access_token);
  await refused(client.getUserInfo(), 2020);
});
