// The methods that only authing-wxapp-sdk has: logins with WeChat, as a page of a mini-program makes them.

import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { refused, stored } from '../client.mjs';
import { scenario } from '../scenario.mjs';
import { wxClient } from '../wx.mjs';

const PHONE = '13500000001';
const PROFILE = { nickName: 'Ada', gender: 2, city: 'London', country: 'GB', avatarUrl: 'https://example.com/a.png' };
const BOB = { id: 'bob', username: 'bob', phone: PHONE };

const onPhone = (title, seed, play) => scenario('wxapp', title, seed, ({ t, sandbox }) => play(sandbox, t));

onPhone('loginByCode creates an account at the first login and finds it at the next one', {}, async sandbox => {
  const ada = wxClient(sandbox, 'openid-ada');
  const user = await ada.loginByCode((await wx.login()).code);
  assert.deepEqual([user.openid, user.nickname, user.phone, user.loginsCount], ['openid-ada', undefined, undefined, 1]);
  assert.deepEqual(stored(ada), { user, token: user.token });
  assert.deepEqual([wx.getStorageSync('_authing_user'), wx.getStorageSync('_authing_token')], [user, user.token]);
  assert.equal((await ada.checkLoginStatus()).data.id, user.id);

  const again = await ada.loginByCode((await wx.login()).code);
  assert.deepEqual([again.id, again.loginsCount], [user.id, 2]);
  const bob = wxClient(sandbox, 'openid-bob');
  assert.notEqual((await bob.loginByCode((await wx.login()).code)).id, user.id);
});

onPhone('a code can be used once within five minutes', {}, async sandbox => {
  const ada = wxClient(sandbox, 'openid-ada');
  const { code } = await wx.login();
  const { token } = await ada.loginByCode(code);
  assert.equal((await refused(ada.loginByCode(code), 500)).data.errcode, 40163);
  assert.equal((await refused(ada.loginByCode('invented'), 500)).data.errcode, 40029);
  const late = await wx.login();
  await sandbox.advance(301);
  assert.equal((await refused(ada.loginByCode(late.code), 500)).data.errcode, 40029);
  assert.equal(stored(ada).token, token, 'a refusal must keep the session');
});

onPhone('loginByCode stores the profile, encrypted or raw', {}, async sandbox => {
  const ada = wxClient(sandbox, 'openid-ada');
  const { code } = await wx.login();
  const { iv, encryptedData } = await wx.getUserProfile(PROFILE);
  const user = await ada.loginByCode(code, { iv, encryptedData });
  assert.deepEqual([user.nickname, user.gender, user.city, user.photo], ['Ada', 'F', 'London', PROFILE.avatarUrl]);

  const bob = wxClient(sandbox, 'openid-bob');
  const { rawData } = await wx.getUserProfile({ ...PROFILE, nickName: 'Bob', gender: 1 });
  const raw = await bob.loginByCode((await wx.login()).code, { rawData });
  assert.deepEqual([raw.nickname, raw.gender], ['Bob', 'M']);
});

onPhone('data encrypted before a login cannot be decrypted after it', {}, async sandbox => {
  const ada = wxClient(sandbox, 'openid-ada');
  await wx.login();
  const { iv, encryptedData } = await wx.getUserProfile(PROFILE);
  const { code } = await wx.login();
  await refused(ada.loginByCode(code, { iv, encryptedData }), 500);
  const half = (await wx.login()).code;
  await refused(ada.loginByCode(half, { iv }), 400);
  assert.deepEqual(stored(ada), { user: null, token: null });
});

onPhone('one person in two mini-programs is one account, by unionid', {}, async sandbox => {
  for (const openid of ['openid-here', 'openid-there']) {
    await sandbox.control(`wechat/${openid}`, { unionid: 'union-ada' });
  }
  const here = await wxClient(sandbox, 'openid-here').loginByCode((await wx.login()).code);
  const there = await wxClient(sandbox, 'openid-there').loginByCode((await wx.login()).code);
  assert.deepEqual([there.id, there.unionid], [here.id, 'union-ada']);
});

onPhone('the recommended flow: log in by code, and ask for the phone number if there is none', {}, async sandbox => {
  const ada = wxClient(sandbox, 'openid-ada');
  const silent = await ada.loginByCode((await wx.login()).code);
  assert.equal(silent.phone, undefined);
  const { code } = await wx.login();
  const { iv, encryptedData } = await wx.pressPhoneButton(PHONE);
  const user = await ada.loginByPhone(code, iv, encryptedData);
  assert.deepEqual([user.id, user.phone, user.phoneVerified, user.phoneCountryCode], [silent.id, PHONE, true, '+86']);
  assert.deepEqual(stored(ada), { user, token: user.token });
  assert.equal((await ada.loginByCode((await wx.login()).code)).phone, PHONE);
});

onPhone('loginByPhone with a known number logs in to its account', { users: [BOB] }, async sandbox => {
  const ada = wxClient(sandbox, 'openid-ada');
  const { code } = await wx.login();
  const { iv, encryptedData } = await wx.pressPhoneButton(PHONE);
  const user = await ada.loginByPhone(code, iv, encryptedData);
  assert.deepEqual([user.id, user.openid], ['bob', 'openid-ada']);
  // The next login needs only the code.
  assert.equal((await ada.loginByCode((await wx.login()).code)).id, 'bob');
  assert.equal((await refused(ada.loginByPhone(code, iv, encryptedData), 500)).data.errcode, 40163);
});

onPhone('getPhone returns the number, and neither registers nor binds', {}, async sandbox => {
  const ada = wxClient(sandbox, 'openid-ada');
  const { code } = await wx.login();
  const { iv, encryptedData } = await wx.pressPhoneButton(PHONE);
  const number = await ada.getPhone(code, iv, encryptedData);
  assert.deepEqual([number.phoneNumber, number.purePhoneNumber, number.countryCode], [PHONE, PHONE, '86']);
  assert.equal(number.openid, 'openid-ada');
  assert.deepEqual(stored(ada), { user: null, token: null });
  assert.deepEqual((await sandbox.state()).users, []);
  await refused(ada.getPhone((await wx.login()).code, iv, encryptedData), 500);
});

async function loggedIn(sandbox, t) {
  const ada = wxClient(sandbox, 'openid-ada');
  await ada.loginByCode((await wx.login()).code);
  const picture = path.join(tmpdir(), `authing-avatar-${process.pid}.png`);
  await writeFile(picture, 'not much of a picture');
  t.after(() => rm(picture));
  wx.album = picture;
  return ada;
}

onPhone('updateAvatar uploads the picture and changes the profile', {}, async (sandbox, t) => {
  const ada = await loggedIn(sandbox, t);
  const { token } = stored(ada);
  const user = await ada.updateAvatar();
  const picture = await fetch(user.photo);
  assert.deepEqual([picture.headers.get('content-type'), await picture.text()], ['image/png', 'not much of a picture']);
  assert.deepEqual(stored(ada), { user, token });
  // D53: the SDK sends no token with the upload.
  const upload = (await sandbox.requests()).find(({ operation }) => operation === 'upload');
  assert.deepEqual([upload.bearer, upload.query], [false, [['folder', 'avatar']]]);
});

onPhone('updateAvatar hides its failures', {}, async (sandbox, t) => {
  await assert.rejects(wxClient(sandbox, 'openid-nobody').updateAvatar(), /请先登录/);
  const ada = await loggedIn(sandbox, t);
  const picture = wx.album;
  wx.album = null;
  await assert.rejects(ada.updateAvatar(), { errMsg: 'chooseImage:fail cancel' });
  wx.album = `${picture}.gone`;
  // D28: the error has no reason.
  await assert.rejects(ada.updateAvatar(), /上传图片失败: undefined/);
  wx.album = picture;
  await sandbox.fault({ at: 'upload', times: 1, effect: 'code', code: 500, message: 'no room' });
  // D27: when the upload is refused, the call never settles, because only a callback fails.
  const ended = ada.updateAvatar().then(() => 'ended', () => 'ended');
  assert.ok((await Promise.race([ended, wx.thrown])) instanceof TypeError);
});

onPhone('the SDK ignores the HTTP status', {}, async sandbox => {
  const ada = wxClient(sandbox, 'openid-ada');
  const page = { times: 1, effect: 'status', status: 503, html: true };
  await sandbox.fault({ at: 'loginByCode', ...page });
  const { code } = await wx.login();
  // D14: the error is empty.
  const empty = await refused(ada.loginByCode(code), undefined);
  assert.deepEqual([empty.message, empty.data], [undefined, undefined]);
  await sandbox.fault({ at: 'checkLoginStatus', ...page });
  // D16: the SDK ignores the HTTP status and fails on null.
  await assert.rejects(ada.checkLoginStatus(), TypeError);
  // D02: a reply without a user is stored as one.
  await sandbox.fault({ at: 'loginByCode', times: 1, effect: 'code', code: 200, message: 'ok' });
  await assert.rejects(ada.loginByCode(code), TypeError);
  assert.equal((await ada.loginByCode(code)).openid, 'openid-ada');
});

onPhone('the SDK does not report a missing connection', {}, async sandbox => {
  const errors = [];
  const ada = wxClient(sandbox, 'openid-ada', { onError: code => errors.push(code) });
  await sandbox.fault({ at: 'loginByCode', effect: 'cut' });
  // D15: the call rejects with undefined.
  assert.equal(await ada.loginByCode((await wx.login()).code).catch(error => error), undefined);
  await sandbox.fault({ at: 'checkLoginStatus', effect: 'cut' });
  // D17: the code is 500.
  await refused(ada.checkLoginStatus(), 500);
  assert.deepEqual(errors, [500]);
  // D42: without `host` the WeChat methods go to the public service, which is not among the allowed domains of a
  // mini-program.
  const other = wxClient(sandbox, 'openid-ada', { host: undefined });
  assert.equal(await other.loginByCode((await wx.login()).code).catch(error => error), undefined);
  assert.equal((await other.checkLoginStatus('nonsense').catch(error => error)).code, 500);
});
