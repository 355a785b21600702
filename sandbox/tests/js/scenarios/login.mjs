// Logins, except those with WeChat.

import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';

import { refused, stored } from '../client.mjs';
import { both, scenario } from '../scenario.mjs';

const MAIL = 'ada@example.com';
const PHONE = '13500000001';
const ADA = { id: 'ada', username: 'ada', email: MAIL, phone: PHONE, password: 'analytical', nickname: 'Ada' };
const SEED = { users: [ADA] };

const LOGINS = {
  loginByEmail: MAIL.toUpperCase(),
  loginByUsername: 'ada',
  loginByPhonePassword: PHONE,
  loginBySubAccount: 'ada',
};

for (const [method, name] of Object.entries(LOGINS)) {
  both(`${method} accepts the right password`, SEED, async ({ client }) => {
    const ada = client();
    const user = await ada[method](name, 'analytical', { clientIp: '192.0.2.7' });
    assert.deepEqual([user.id, user.nickname, user.loginsCount, user.lastIP], ['ada', 'Ada', 1, '192.0.2.7']);
    assert.deepEqual([stored(ada).user, stored(ada).token], [user, user.token]);
    assert.equal((await ada.checkLoginStatus()).data.id, 'ada');

    const stranger = client();
    await refused(stranger[method](name, 'difference'), 2006);
    await refused(stranger[method]('nobody@example.com', 'analytical'), 2004);
    assert.deepEqual(stored(stranger), { user: null, token: null });
  });
}

both('a password survives its encryption', {}, async ({ client }) => {
  const register = (name, password) => client().registerByUsername(name, password);
  const loggedIn = async (name, password) => (await client().loginByUsername(name, password)).username;
  await register('ada', 'pässwörd-密码');
  assert.equal(await loggedIn('ada', 'pässwörd-密码'), 'ada');
  // D36: an emoji is not sent as UTF-8, but always in the same encoding.
  await register('emoji', 'secret 🗝 word');
  assert.equal(await loggedIn('emoji', 'secret 🗝 word'), 'emoji');
  // D35: 82 times three bytes are too long for the key, but the SDK counts characters.
  await refused(register('long', '密'.repeat(82)), 2016);

  // D37: a ciphertext that begins with a zero byte, as one in 256 does, is too short.
  const ada = client();
  const { encryptFunction } = ada.options;
  ada.options.encryptFunction = async (text, publicKey) => {
    const full = createPublicKey(publicKey).asymmetricKeyDetails.modulusLength / 8;
    for (;;) {
      const encrypted = await encryptFunction(text, publicKey);
      if (Buffer.from(encrypted, 'base64').length < full) return encrypted;
    }
  };
  assert.equal((await ada.loginByUsername('ada', 'pässwörd-密码')).username, 'ada');
});

both('autoRegister creates the account', SEED, async ({ client }) => {
  const [bob, carl, dora] = [client(), client(), client()];
  assert.equal((await bob.loginByEmail('Bob@Example.com', 'passw0rd', { autoRegister: true })).email, 'bob@example.com');
  assert.equal((await carl.loginByUsername('carl', 'passw0rd', { autoRegister: true })).username, 'carl');
  assert.equal((await dora.loginByPhonePassword('13500000009', 'passw0rd', { autoRegister: true })).phone, '13500000009');
  assert.ok(stored(dora).token);
  await refused(client().loginByUsername('ada', 'difference', { autoRegister: true }), 2006);
});

both('a stale token does not fail a login', SEED, async ({ client }) => {
  const ada = client({ token: 'stale' });
  // D06: the token is sent.
  assert.equal((await ada.loginByEmail(MAIL, 'analytical')).id, 'ada');
  assert.notEqual(stored(ada).token, 'stale');
});

both('loginByPhoneCode accepts a code once', SEED, async ({ sandbox, client }) => {
  const ada = client();
  await ada.sendSmsCode(PHONE);
  const code = await sandbox.code(PHONE);
  const user = await ada.loginByPhoneCode(PHONE, code);
  assert.deepEqual([user.id, user.phoneVerified, stored(ada).token], ['ada', true, user.token]);
  await refused(client().loginByPhoneCode(PHONE, code), 2001);
  // D69: this method has no autoRegister.
  await ada.sendSmsCode('13500000009');
  await refused(client().loginByPhoneCode('13500000009', await sandbox.code('13500000009')), 2004);
});

scenario('js', 'loginByEmailCode accepts a code of its scene', SEED, async ({ sandbox, client }) => {
  const ada = client();
  await ada.sendEmail(MAIL, 'CHANGE_EMAIL');
  await refused(ada.loginByEmailCode(MAIL, await sandbox.code(MAIL)), 2001);
  await ada.sendEmail(MAIL, 'LOGIN_VERIFY_CODE');
  const user = await ada.loginByEmailCode(MAIL, await sandbox.code(MAIL));
  assert.deepEqual([user.id, user.emailVerified, stored(ada).token], ['ada', true, user.token]);
});

scenario('js', 'loginByPhoneCode accepts a code of its scene', SEED, async ({ sandbox, client }) => {
  const ada = client();
  await ada.sendSmsCode(PHONE, undefined, 'reset');
  await refused(ada.loginByPhoneCode(PHONE, await sandbox.code(PHONE)), 2001);
  await ada.sendSmsCode(PHONE, undefined, 'login');
  assert.equal((await ada.loginByPhoneCode(PHONE, await sandbox.code(PHONE))).id, 'ada');
});

const DIRECTORIES = {
  ldap: [{ username: 'ada', password: 'analytical', nickname: 'Ada L.', email: 'Ada@Ldap.example' }],
  ad: [{ username: 'ADA', password: 'difference', nickname: 'Ada A.' }],
};

both('loginByLdap creates the account of the directory once', DIRECTORIES, async ({ client }) => {
  const ada = client();
  const user = await ada.loginByLdap('ada', 'analytical');
  assert.deepEqual([user.nickname, user.email, stored(ada).token], ['Ada L.', 'ada@ldap.example', user.token]);
  assert.equal((await client().loginByLdap('ada', 'analytical')).id, user.id);
  await refused(client().loginByLdap('ada', 'difference'), 2333);
});

both('loginByAd knows the domain', DIRECTORIES, async ({ client, sdk }) => {
  const ada = client();
  const user = await ada.loginByAd('EXAMPLE\\ada', 'difference');
  assert.deepEqual([user.nickname, stored(ada).token], ['Ada A.', user.token]);
  assert.equal((await client().loginByAd('ada@example.com', 'difference')).id, user.id, sdk);
  await refused(client().loginByAd('ada', 'analytical'), 2333);
});

const GATES = {
  users: [
    { id: 'locked', username: 'locked', password: 'passw0rd', blocked: true },
    { id: 'gone', username: 'gone', password: 'passw0rd', status: 'Suspended' },
    { id: 'wechat', username: 'wechat', registerSource: ['social:wechat:miniprogram'] },
  ],
  captchaAfter: 2,
};

both('an account may be closed to a login', { ...GATES, users: [...GATES.users, ADA] }, async ({ client }) => {
  const stranger = client();
  await refused(stranger.loginByUsername('locked', 'passw0rd'), 2005);
  await refused(stranger.loginByUsername('gone', 'passw0rd'), 2120008);
  await refused(stranger.loginByUsername('wechat', 'passw0rd'), 2027);
  for (const attempt of ['first', 'second']) await refused(stranger.loginByUsername('ada', attempt), 2006);
  await refused(stranger.loginByUsername('ada', 'analytical'), 2000);
  await refused(stranger.loginByUsername('ada', 'analytical', { captchaCode: '1234' }), 2000);
});

scenario('js', 'a captcha allows a login again', { ...GATES, users: [ADA] }, async ({ sandbox, client }) => {
  const ada = client();
  for (const attempt of ['first', 'second']) await refused(ada.loginByUsername('ada', attempt), 2006);
  const picture = await fetch(`${sandbox.url}/api/v2/security/captcha`);
  const [cookie] = picture.headers.get('set-cookie').split(';');
  // A browser would send the cookie automatically.
  ada.graphqlClient.axios.interceptors.request.use(config => {
    config.headers.Cookie = cookie;
    return config;
  });
  await refused(ada.loginByUsername('ada', 'analytical', { captchaCode: 'wrong' }), 2001);
  const captchaCode = await sandbox.code(cookie);
  assert.equal((await ada.loginByUsername('ada', 'analytical', { captchaCode })).id, 'ada');
});

both('an unknown application is refused', SEED, async ({ client }) => {
  await refused(client({ appId: 'somebody-else' }).loginByEmail(MAIL, 'analytical'), 2011);
});

both('onError is called before the call rejects', SEED, async ({ client }) => {
  const calls = [];
  const ada = client({ onError: (...error) => calls.push(error) });
  await refused(ada.loginByUsername('ada', 'difference'), 2006);
  assert.deepEqual(calls.map(([code]) => code), [2006]);
  // D11: after onError a REST call rejects with an Error whose message is JSON.
  await assert.rejects(ada.loginByLdap('ada', 'difference'), error => JSON.parse(error.message).code === 2333);
  assert.deepEqual(calls.map(([code]) => code), [2006, 2333]);
});

const CUSTOM = { users: [ADA], customFields: [{ key: 'age', dataType: 'NUMBER' }, { key: 'town' }] };

scenario('js', 'each login returns custom data in its own form', CUSTOM, async ({ client }) => {
  const ada = client();
  const { customData } = await ada.loginByEmail(MAIL, 'analytical', { customData: { age: 36, town: 'London' } });
  assert.deepEqual(customData, { age: 36, town: 'London' });
  // D63: the one method returns a list, the other an object.
  const list = (await ada.loginBySubAccount('ada', 'analytical')).customData;
  assert.deepEqual(list.map(({ key, value }) => [key, value]), [['age', '36'], ['town', 'London']]);
});

const EVERYWHERE = { ...SEED, ...DIRECTORIES };

scenario('js', 'signinByCredentials returns tokens and stores nothing', EVERYWHERE, async ({ sandbox, client }) => {
  const ada = client({ tokenEndPointAuthMethod: 'none' });
  const app = { client_id: sandbox.appId, client_secret: sandbox.appSecret };
  const by = (connection, payload, options = {}) => ada.signinByCredentials({ connection, ...payload, options, ...app });

  const passwordPayload = { username: 'ada', password: 'analytical' };
  const signed = await by('PASSWORD', { passwordPayload }, { scope: 'openid', state: 's' });
  assert.deepEqual([signed.token_type, signed.scope, signed.state], ['Bearer', 'openid', 's']);
  assert.equal((await ada.checkLoginStatus(signed.id_token)).data.id, 'ada');
  // D07: the login is not stored.
  assert.deepEqual(stored(ada), { user: null, token: null });

  await ada.sendEmail(MAIL, 'LOGIN_VERIFY_CODE');
  const passCode = await sandbox.code(MAIL);
  assert.ok((await by('PASSCODE', { passCodePayload: { email: MAIL, passCode } })).id_token);
  const ldapPayload = { sAMAccountName: 'ada', password: 'analytical' };
  assert.ok((await by('LDAP', { ldapPayload })).id_token);
  assert.ok((await by('AD', { adPayload: { sAMAccountName: 'ada', password: 'difference' } })).id_token);

  const wrong = by('PASSWORD', { passwordPayload: { username: 'ada', password: 'difference' } });
  // D23: the message of the Error is the whole reply as JSON.
  await assert.rejects(wrong, error => {
    const { statusCode, apiCode } = JSON.parse(error.message);
    return statusCode === 403 && apiCode === 2333;
  });
});

scenario('js', 'signinByCredentials without options logs in, and throws', SEED, async ({ sandbox, client }) => {
  const order = { connection: 'PASSWORD', passwordPayload: { username: 'ada', password: 'analytical' } };
  // D23: the call throws after the server has logged in.
  await assert.rejects(client().signinByCredentials(order), TypeError);
  assert.equal((await sandbox.state()).users[0].loginsCount, 1);
});
