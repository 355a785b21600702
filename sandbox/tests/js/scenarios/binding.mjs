// Binding phone numbers, email addresses and other accounts to that of the logged-in user.

import assert from 'node:assert/strict';

import { refused, stored } from '../client.mjs';
import { both, scenario } from '../scenario.mjs';

const [PHONE, NEW_PHONE, TAKEN_PHONE] = ['13500000001', '13500000002', '13500000003'];
const [MAIL, NEW_MAIL, TAKEN_MAIL] = ['ada@example.com', 'lovelace@example.com', 'bob@example.com'];
const BOB = { id: 'bob', username: 'bob', phone: TAKEN_PHONE, email: TAKEN_MAIL, password: 'passw0rd' };
const seed = ada => ({ users: [{ id: 'ada', username: 'ada', password: 'analytical', ...ada }, BOB] });

async function ada({ client, sandbox }) {
  const ada = client();
  const { token } = await ada.loginByUsername('ada', 'analytical');
  const text = async to => {
    await ada.sendSmsCode(to);
    return sandbox.code(to);
  };
  const mail = async (to, scene = 'CHANGE_EMAIL') => {
    await sandbox.advance(60);
    await ada.sendEmail(to, scene);
    return sandbox.code(to);
  };
  return { ada, token, text, mail };
}

both('bindPhone, then unbindPhone', seed(), async at => {
  const { ada: client, token, text } = await ada(at);
  await refused(client.bindPhone(PHONE, 'wrong'), 2001);
  await refused(client.bindPhone(TAKEN_PHONE, await text(TAKEN_PHONE)), 2035);
  const bound = await client.bindPhone(PHONE, await text(PHONE));
  assert.deepEqual([bound.phone, bound.phoneVerified], [PHONE, true]);
  assert.deepEqual([stored(client).user.phone, stored(client).token], [PHONE, token]);
  await refused(client.bindPhone(NEW_PHONE, await text(NEW_PHONE)), 2035);
  const unbound = await client.unbindPhone();
  assert.deepEqual([unbound.phone, stored(client).user.phone, stored(client).token], [null, null, token]);
  await refused(client.unbindPhone(), 400);
  // D10: the request is sent without a token.
  await refused(at.client().bindPhone(PHONE, '123456'), 2020);
});

both('bindEmail, then unbindEmail', seed(), async at => {
  const { ada: client, token, mail } = await ada(at);
  await refused(client.bindEmail(MAIL, 'wrong'), 2001);
  await refused(client.bindEmail(TAKEN_MAIL, await mail(TAKEN_MAIL)), 2200);
  const bound = await client.bindEmail(MAIL, await mail(MAIL));
  assert.deepEqual([bound.email, bound.emailVerified], [MAIL, true]);
  assert.deepEqual([stored(client).user.email, stored(client).token], [MAIL, token]);
  const unbound = await client.unbindEmail();
  assert.deepEqual([unbound.email, stored(client).user.email, stored(client).token], [null, null, token]);
  await refused(client.unbindEmail(), 2219);
  await refused(at.client().bindEmail(MAIL, '123456'), 2020);
});

const LAST = { users: [{ id: 'ada', phone: PHONE }] };

both('the last way to log in cannot be unbound', LAST, async ({ sandbox, client }) => {
  const ada = client();
  await ada.sendSmsCode(PHONE);
  await ada.loginByPhoneCode(PHONE, await sandbox.code(PHONE));
  await refused(ada.unbindPhone(), 2217);
});

both('updatePhone requires the codes of both numbers', seed({ phone: PHONE }), async at => {
  const { ada: client, text } = await ada(at);
  const before = stored(client);
  const codes = async () => [await text(NEW_PHONE), await text(PHONE)];
  await refused(client.updatePhone(NEW_PHONE, await text(NEW_PHONE)), 2228);
  await refused(client.updatePhone(PHONE, await text(PHONE)), 2230);
  const [code, old] = await codes();
  await refused(client.updatePhone(NEW_PHONE, code, TAKEN_PHONE, old), 2038);
  const updated = await client.updatePhone(NEW_PHONE, code, PHONE, old);
  assert.equal(updated.phone, NEW_PHONE);
  assert.deepEqual(stored(client), before, 'the stored session must not change');
});

both('updateEmail requires the codes of both addresses', seed({ email: MAIL }), async at => {
  const { ada: client, mail } = await ada(at);
  const before = stored(client);
  const [code, old] = [await mail(NEW_MAIL), await mail(MAIL)];
  await refused(client.updateEmail(NEW_MAIL, code), 2227);
  await refused(client.updateEmail(MAIL, old, MAIL, old), 2229);
  await refused(client.updateEmail(NEW_MAIL, code, TAKEN_MAIL, old), 2037);
  assert.equal((await client.updateEmail(NEW_MAIL, code, MAIL, old)).email, NEW_MAIL);
  assert.deepEqual(stored(client), before, 'the stored session must not change');
});

both('updateEmail sets a first address too', seed(), async at => {
  const { ada: client, mail } = await ada(at);
  assert.equal((await client.updateEmail(MAIL, await mail(MAIL))).email, MAIL);
});

scenario('js', 'a phone number keeps its dialing code', seed({ phone: PHONE }), async at => {
  const { ada: client, sandbox } = { ...(await ada(at)), ...at };
  const text = async (to, scene, dialingCode = '+1') => {
    await client.sendSmsCode(to, dialingCode, scene);
    return sandbox.code(to);
  };
  const [code, old] = [await text('5550001', 'bind'), await text(PHONE, 'unbind', '+86')];
  const updated = await client.updatePhone('5550001', code, PHONE, old, '+1', '+86');
  assert.deepEqual([updated.phone, updated.phoneCountryCode], ['5550001', '+1']);
  await client.unbindPhone();
  const bound = await client.bindPhone('5550002', await text('5550002', 'bind'), '+1');
  assert.deepEqual([bound.phone, bound.phoneCountryCode], ['5550002', '+1']);
});

const SOCIAL = {
  users: [
    { id: 'ada', username: 'ada', password: 'analytical' },
    { id: 'bob', username: 'bob', password: 'passw0rd', identities: [{ provider: 'github', userIdInIdp: 'bob-1' }] },
  ],
};

both('linkAccount moves the identities, unLinkAccount removes one', SOCIAL, async ({ sandbox, client }) => {
  const [ada, bob] = [client(), client()];
  const { token: primaryUserToken } = await ada.loginByUsername('ada', 'analytical');
  const { token: secondaryUserToken } = await bob.loginByUsername('bob', 'passw0rd');
  const identities = async () => (await sandbox.state()).users.map(({ id, identities }) => [id, identities?.length ?? 0]);

  await refused(ada.linkAccount({ primaryUserToken, secondaryUserToken: 'nonsense' }), 2020);
  assert.equal((await ada.linkAccount({ primaryUserToken, secondaryUserToken })).code, 200);
  assert.deepEqual(await identities(), [['ada', 1]]);
  assert.equal((await bob.checkLoginStatus()).status, false, 'the second account must be gone');

  await refused(ada.unLinkAccount({ primaryUserToken, provider: 'gitee' }), 2216);
  assert.equal((await ada.unLinkAccount({ primaryUserToken, provider: 'github' })).code, 200);
  assert.deepEqual(await identities(), [['ada', 0]]);
  assert.equal(stored(ada).token, primaryUserToken);
});
