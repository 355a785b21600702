// The strength of passwords, and changing them.

import assert from 'node:assert/strict';

import { refused, stored } from '../client.mjs';
import { both, scenario } from '../scenario.mjs';

const [MAIL, PHONE] = ['ada@example.com', '13500000001'];
const ADA = { id: 'ada', username: 'ada', email: MAIL, phone: PHONE, password: 'analytical' };
const SEED = { users: [ADA] };

both('checkPasswordStrength needs no session', {}, async ({ client }) => {
  assert.equal((await client().checkPasswordStrength('Passw0rd!')).valid, true);
  const { valid, message } = await client().checkPasswordStrength('short');
  assert.equal(valid, false);
  assert.ok(message);
});

both('computedPasswordSecurityLevel sends nothing', {}, async ({ sandbox, client }) => {
  const levels = ['short', 'abcdefg1', 'Abcdefghijk1'].map(password => client().computedPasswordSecurityLevel(password));
  assert.deepEqual(levels, [1, 2, 3]);
  assert.deepEqual(await sandbox.requests(), []);
});

both('resetPasswordByPhoneCode', SEED, async ({ sandbox, client }) => {
  const ada = client();
  await ada.sendSmsCode(PHONE);
  const code = await sandbox.code(PHONE);
  await refused(ada.resetPasswordByPhoneCode(PHONE, 'wrong', 'difference'), 2001);
  await refused(ada.resetPasswordByPhoneCode('13500000009', code, 'difference'), 2004);
  await refused(ada.resetPasswordByPhoneCode(PHONE, code, 'short'), 2029);
  assert.equal((await ada.resetPasswordByPhoneCode(PHONE, code, 'difference')).code, 200);
  assert.deepEqual(stored(ada), { user: null, token: null });
  await refused(ada.loginByUsername('ada', 'analytical'), 2006);
  await ada.loginByUsername('ada', 'difference');
  await refused(ada.resetPasswordByPhoneCode(PHONE, code, 'again-another'), 2001);
});

both('resetPasswordByEmailCode', SEED, async ({ sandbox, client }) => {
  const ada = client();
  await ada.sendEmail(MAIL, 'VERIFY_EMAIL');
  await refused(ada.resetPasswordByEmailCode(MAIL, await sandbox.code(MAIL), 'difference'), 2001);
  await ada.sendEmail(MAIL, 'RESET_PASSWORD');
  assert.equal((await ada.resetPasswordByEmailCode(MAIL, await sandbox.code(MAIL), 'difference')).code, 200);
  assert.equal((await ada.loginByEmail(MAIL, 'difference')).id, 'ada');
});

both('updatePassword requires the old password, if there is one', SEED, async ({ client }) => {
  const ada = client();
  // D10: the request is sent without a token.
  await refused(ada.updatePassword('difference', 'analytical'), 2020);
  const { token } = await ada.loginByUsername('ada', 'analytical');
  await refused(ada.updatePassword('difference'), 2201);
  await refused(ada.updatePassword('difference', 'wrong-one'), 2203);
  await refused(ada.updatePassword('short', 'analytical'), 2029);
  assert.equal((await ada.updatePassword('difference', 'analytical')).id, 'ada');
  assert.equal(stored(ada).token, token);
  assert.equal((await client().loginByUsername('ada', 'difference')).id, 'ada');
});

const LEGACY = { users: [{ username: 'bob', phone: PHONE }] };

both('updatePassword sets a first password without an old one', LEGACY, async ({ sandbox, client }) => {
  const bob = client();
  await bob.sendSmsCode(PHONE);
  await bob.loginByPhoneCode(PHONE, await sandbox.code(PHONE));
  await bob.updatePassword('passw0rd');
  assert.equal((await client().loginByUsername('bob', 'passw0rd')).username, 'bob');
});

const FIRST = { users: [{ ...ADA, firstLogin: true }] };

scenario('js', 'resetPasswordByFirstLoginToken', FIRST, async ({ sandbox, client }) => {
  const ada = client();
  const { data } = await refused(ada.loginByUsername('ada', 'analytical'), 1639);
  await refused(ada.resetPasswordByFirstLoginToken({ token: 'nonsense', password: 'difference' }), 2207);
  assert.equal((await ada.resetPasswordByFirstLoginToken({ token: data.token, password: 'difference' })).code, 200);
  await refused(ada.resetPasswordByFirstLoginToken({ token: data.token, password: 'again-another' }), 2207);
  assert.equal((await ada.loginByUsername('ada', 'difference')).id, 'ada');
  await sandbox.reset();
  const late = await refused(ada.loginByUsername('ada', 'analytical'), 1639);
  await sandbox.advance(301);
  await refused(ada.resetPasswordByFirstLoginToken({ token: late.data.token, password: 'difference' }), 2206);
});

const FORCED = { users: [{ ...ADA, mustResetPassword: true }] };

scenario('js', 'resetPasswordByForceResetToken', FORCED, async ({ client }) => {
  const ada = client();
  const { token } = (await refused(ada.loginByUsername('ada', 'analytical'), 2058)).data;
  const reset = oldPassword => ada.resetPasswordByForceResetToken({ token, oldPassword, newPassword: 'difference' });
  await refused(reset('wrong-one'), 2203);
  assert.equal((await reset('analytical')).code, 200);
  assert.equal((await ada.loginByUsername('ada', 'difference')).id, 'ada');
});

scenario('js', 'a password too long to encrypt is not sent', SEED, async ({ sandbox, client }) => {
  // D34: the call rejects with the value false.
  await assert.rejects(client().loginByUsername('ada', 'x'.repeat(246)), error => error === false);
  assert.deepEqual((await sandbox.requests()).map(({ operation }) => operation), ['getPublicKey']);
});

scenario('wxapp', 'a password too long to encrypt is sent as the word false', SEED, async ({ client }) => {
  // D33: the server cannot decrypt it.
  await refused(client().loginByUsername('ada', 'x'.repeat(246)), 2016);
});

// The key pair of the examples in GM/T 0003.5, which the sandbox has.
const SM2 = {
  type: 'sm2',
  publicKey:
    '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020' +
    'ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
};

both('a password may be encrypted with SM2', SEED, async ({ sdk, sandbox, client }) => {
  assert.equal((await client({ encryption: SM2 }).loginByUsername('ada', 'analytical')).id, 'ada');
  // D41: js still fetches the RSA key, and wxapp encrypts with it.
  const { operation } = (await sandbox.requests())[0];
  assert.equal(operation, 'getPublicKey', sdk);
});
