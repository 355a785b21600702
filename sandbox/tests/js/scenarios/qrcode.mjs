// Logins by QR code: a client that shows the code, and a phone that scans it.

import assert from 'node:assert/strict';

import { refused, stored } from '../client.mjs';
import { both, scenario } from '../scenario.mjs';

const ADA = { id: 'ada', nickname: 'Ada', username: 'ada', password: 'analytical' };
const SEED = { users: [ADA], customFields: [{ key: 'school' }] };
/** The parts of the clients for QR codes, with their scenes; the mini-program SDK lacks the last. */
const KINDS = { qrcode: 'APP_AUTH', wxqrcode: 'WXAPP_AUTH', wechatmpqrcode: 'WECHATMP_AUTH' };

const kinds = client => Object.entries(KINDS).flatMap(([name, scene]) => (client[name] ? [[client[name], scene]] : []));

/** Puts a phone in front of a code: `scan`, `confirm`, `cancel`, `fail`. */
const phone = (sandbox, random) => act => sandbox.control(`qr/${random}`, act);

/** Polls until one of the callbacks ends it, and gives all that were called, each with its arguments. */
async function poll(qr, random, during = {}) {
  const calls = [];
  const timers = new Set();
  await new Promise(resolve => {
    const note = (name, ends) => (...args) => {
      calls.push([name, ...args]);
      during[name]?.(...args);
      if (ends) resolve();
    };
    const ends = ['onSuccess', 'onCancel', 'onExpired', 'onMfa', 'onError'].map(name => [name, note(name, true)]);
    const onStart = timer => timers.add(timer);
    qr.startPolling(random, { interval: 20, onStart, onScanned: note('onScanned'), ...Object.fromEntries(ends) });
  });
  for (const timer of timers) await qr.stopPolling(timer);
  return calls;
}

both('a phone scans a code and agrees', SEED, async ({ sandbox, ...my }) => {
  const client = my.client();
  for (const [qr, scene] of kinds(client)) {
    const { random, url, expiresIn } = await qr.geneCode({ context: { source: 'ad' }, customData: { school: 'A' } });
    assert.equal(expiresIn, 120);
    assert.match(await (await fetch(url)).text(), /<svg/);
    const asked = (await sandbox.requests()).findLast(request => request.operation === 'geneQrCode');
    assert.equal(asked.body.scene, scene);
    assert.equal((await qr.checkStatus(random)).status, 0);

    const act = phone(sandbox, random);
    await act({ scan: 'ada' });
    const scanned = await qr.checkStatus(random);
    assert.deepEqual([scanned.status, scanned.userInfo.nickname, scanned.ticket ?? null], [1, 'Ada', null]);
    await act('confirm');
    const { status, ticket } = await qr.checkStatus(random);
    assert.equal(status, 2);
    const user = await qr.exchangeUserInfo(ticket);
    assert.equal((await client.checkLoginStatus(user.token)).data.id, 'ada');
    await refused(qr.exchangeUserInfo(ticket), 400);
    // D07: the login is not stored.
    assert.deepEqual(stored(client), { user: null, token: null });
  }
});

both('polling reports the states of a code', SEED, async ({ sandbox, ...my }) => {
  for (const [qr] of kinds(my.client())) {
    const fresh = async () => {
      const { random } = await qr.geneCode();
      return { random, act: phone(sandbox, random) };
    };
    const agreed = await fresh();
    await agreed.act({ scan: 'ada' });
    const calls = await poll(qr, agreed.random, { onScanned: () => agreed.act('confirm') });
    assert.deepEqual(calls.map(([name]) => name), ['onScanned', 'onSuccess']);
    const [, who, ticket] = calls.at(-1);
    assert.deepEqual([who.nickname, (await qr.exchangeUserInfo(ticket)).id], ['Ada', 'ada']);

    const cancelled = await fresh();
    await cancelled.act({ scan: 'ada' });
    await cancelled.act('cancel');
    assert.deepEqual(await poll(qr, cancelled.random), [['onCancel']]);

    const late = await fresh();
    await sandbox.advance(120);
    assert.deepEqual(await poll(qr, late.random), [['onExpired']]);
    await late.act({ scan: 'ada' });
    assert.equal((await qr.checkStatus(late.random)).status, -1);
  }
});

both('an unknown code is refused', SEED, async my => {
  const { qrcode } = my.client();
  await refused(qrcode.checkStatus('invented'), 2241);
  const [[name, error]] = await poll(qrcode, 'invented');
  assert.equal(name, 'onError');
  await refused(Promise.reject(error), 2241);
});

both('polling sends a request before a slow server has answered', SEED, async ({ t, sandbox, ...my }) => {
  const { qrcode } = my.client();
  const { random } = await qrcode.geneCode();
  const act = phone(sandbox, random);
  await act({ scan: 'ada' });
  await act('confirm');
  await sandbox.fault({ at: 'checkQrCode', effect: 'delay', millis: 200 });
  // D72: one login is announced more than once.
  let times = 0;
  await new Promise(resolve => {
    qrcode.startPolling(random, { interval: 20, onSuccess: () => (times += 1) === 3 && resolve() });
  });
  assert.equal(times, 3);
});

const AUTHENTICATOR = { authenticatorType: 'totp', enable: true, secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' };
const SECURED = { users: [{ ...ADA, authenticator: AUTHENTICATOR }] };

scenario('js', 'a user with a second factor must verify it after scanning', SECURED, async ({ sandbox, ...my }) => {
  const { mfa, qrcode } = my.client();
  const { random } = await qrcode.geneCode();
  const act = phone(sandbox, random);
  await act({ scan: 'ada' });
  await act('confirm');
  const [[name, code, , { mfaToken }]] = await poll(qrcode, random);
  assert.deepEqual([name, code], ['onMfa', 1635]);
  assert.equal((await mfa.getMfaAuthenticators({ type: 'totp', mfaToken })).length, 1);
  assert.equal((await qrcode.checkStatus(random)).ticket ?? null, null);
});

scenario('js', 'a login that fails after the confirmation reports the reason', SEED, async ({ sandbox, ...my }) => {
  const { qrcode } = my.client();
  const { random } = await qrcode.geneCode();
  const act = phone(sandbox, random);
  await act({ scan: 'ada' });
  await act({ fail: { code: 1001, message: 'the pipeline says no' } });
  assert.deepEqual(await poll(qrcode, random), [['onError', 'the pipeline says no']]);
});
