// Registrations and their codes.

import assert from 'node:assert/strict';

import { refused, stored } from '../client.mjs';
import { both, scenario } from '../scenario.mjs';

const PHONE = '13500000001';
const MAIL = 'Ada@Example.com';

both('registerByEmail creates an account once', {}, async ({ client }) => {
  const ada = client();
  const user = await ada.registerByEmail(MAIL, 'analytical', { nickname: 'Ada' }, { generateToken: true });
  assert.deepEqual([user.email, user.emailVerified, user.nickname], ['ada@example.com', false, 'Ada']);
  assert.equal(stored(ada).token, user.token);
  assert.equal((await ada.checkLoginStatus()).data.id, user.id);
  assert.equal((await ada.loginByEmail(MAIL, 'analytical')).loginsCount, 1);

  const again = client();
  await refused(again.registerByEmail(MAIL, 'analytical'), 2026);
  await refused(again.registerByEmail('nonsense', 'analytical'), 2003);
  await refused(again.registerByEmail('bob@example.com', 'short'), 2029);
  assert.deepEqual(stored(again), { user: null, token: null });
});

both('registerByEmail with forceLogin is a login', {}, async ({ client }) => {
  const user = await client().registerByEmail(MAIL, 'analytical', {}, { forceLogin: true });
  assert.equal(user.loginsCount, 1);
  assert.ok(user.token);
});

both('a registration without a token ends the session', {}, async ({ client }) => {
  const ada = client();
  await ada.registerByUsername('Ada', 'analytical', {}, { generateToken: true });
  const bob = await ada.registerByUsername('Bob', 'passw0rd', { nickname: 'Bob' });
  // D01: the reply without a token erases the stored one.
  assert.equal(bob.token, null);
  assert.deepEqual([stored(ada).user.username, stored(ada).token], ['Bob', null]);
  assert.equal((await ada.checkLoginStatus()).status, false);
});

both('registerByUsername keeps the case of the name', {}, async ({ client }) => {
  const ada = client();
  const { username, token } = await ada.registerByUsername('Ada', 'analytical', {}, { generateToken: true });
  assert.deepEqual([username, stored(ada).token], ['Ada', token]);
  await refused(client().registerByUsername('Ada', 'analytical'), 2026);
  await refused(client().loginByUsername('ada', 'analytical'), 2004);
});

both('registerByPhoneCode accepts a code once', {}, async ({ sdk, sandbox, client }) => {
  const ada = client();
  await ada.sendSmsCode(PHONE);
  const { code, scene } = await sandbox.message(PHONE);
  // wxapp sends no scene, and js sends one only if it is given.
  assert.equal(scene, '');
  const wrong = code === '000000' ? '000001' : '000000';
  await refused(ada.registerByPhoneCode(PHONE, wrong, 'analytical'), 2001);
  const user = await ada.registerByPhoneCode(PHONE, code, 'analytical', { nickname: 'Ada' }, { generateToken: true });
  assert.deepEqual([user.phone, user.phoneVerified, user.nickname], [PHONE, true, 'Ada']);
  assert.equal(stored(ada).token, user.token);
  assert.equal((await client().loginByPhonePassword(PHONE, 'analytical')).id, user.id);
  await refused(ada.registerByPhoneCode(PHONE, code), 2026);
  await refused(ada.sendSmsCode('nonsense'), 500);
  if (sdk === 'js') {
    await ada.sendSmsCode('5550001', '+1', 'register');
    const { code } = await sandbox.message('5550001');
    const bob = await ada.registerByPhoneCode('5550001', code, undefined, {}, { phoneCountryCode: '+1' });
    assert.equal(bob.phoneCountryCode, '+1');
  }
});

both('a code expires, and the next one replaces it', {}, async ({ sandbox, client }) => {
  const ada = client();
  await ada.sendSmsCode(PHONE);
  const first = await sandbox.code(PHONE);
  await sandbox.advance(301);
  await refused(ada.registerByPhoneCode(PHONE, first), 2300);
  await ada.sendSmsCode(PHONE);
  assert.equal((await ada.registerByPhoneCode(PHONE, await sandbox.code(PHONE))).phone, PHONE);
});

both('a fixed test code always works', { testCodes: { [PHONE]: '1234' } }, async ({ client }) => {
  assert.equal((await client().registerByPhoneCode(PHONE, '1234')).phone, PHONE);
  assert.equal((await client().loginByPhoneCode(PHONE, '1234')).phone, PHONE);
});

both('sendEmail sends one mail a minute', {}, async ({ sandbox, client }) => {
  const ada = client();
  assert.equal((await ada.sendEmail(MAIL, 'VERIFY_EMAIL')).code, 200);
  assert.equal((await sandbox.message(MAIL)).scene, 'VERIFY_EMAIL');
  await refused(ada.sendEmail(MAIL, 'VERIFY_EMAIL'), 2080);
  await ada.sendEmail(MAIL, 'RESET_PASSWORD');
  await sandbox.advance(60);
  await ada.sendEmail(MAIL, 'VERIFY_EMAIL');
  await refused(ada.sendEmail('nonsense', 'VERIFY_EMAIL'), 1020017);
});

both('custom data are stored', { customFields: [{ key: 'age', dataType: 'NUMBER' }] }, async ({ client }) => {
  const ada = client();
  const options = { generateToken: true, customData: { age: 36 } };
  await ada.registerByEmail(MAIL, 'analytical', {}, options);
  assert.deepEqual((await ada.listUdv()).map(({ key, value }) => [key, value]), [['age', 36]]);
  // `params` is the older form of `customData`.
  const params = [{ key: 'age', value: 20 }];
  const bob = client();
  await bob.registerByUsername('bob', 'passw0rd', {}, { generateToken: true, params });
  assert.deepEqual(await bob.getUdfValue(), { age: 20 });
});

scenario('js', 'registerByEmailCode returns the user and stores nothing', {}, async ({ sandbox, client }) => {
  const ada = client();
  await ada.sendEmail(MAIL, 'REGISTER_VERIFY_CODE');
  await refused(ada.registerByEmailCode(MAIL, 'wrong'), 2001);
  const code = await sandbox.code(MAIL);
  const user = await ada.registerByEmailCode(MAIL, code, { nickname: 'Ada' }, { generateToken: true });
  assert.deepEqual([user.email, user.emailVerified, user.nickname], ['ada@example.com', true, 'Ada']);
  assert.equal((await ada.checkLoginStatus(user.token)).data.id, user.id);
  // D07: the registration is not stored.
  assert.deepEqual(stored(ada), { user: null, token: null });
  await refused(ada.registerByEmailCode(MAIL, code), 2026);
});

const ADA = { username: 'Ada', email: MAIL, phone: PHONE, externalId: 'x-1' };

scenario('js', 'isUserExists finds users by every identifier', { users: [ADA] }, async ({ client }) => {
  const ada = client();
  for (const name of [{ username: 'Ada' }, { email: MAIL }, { phone: PHONE }, { externalId: 'x-1' }]) {
    assert.equal(await ada.isUserExists(name), true, JSON.stringify(name));
  }
  for (const name of [{ username: 'ada' }, { email: 'bob@example.com' }, { phone: '13500000002' }, { externalId: 'x' }]) {
    assert.equal(await ada.isUserExists(name), false, JSON.stringify(name));
  }
});
