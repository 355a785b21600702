// Real-name authentication, devices and events.

import assert from 'node:assert/strict';

import { refused, stored } from '../client.mjs';
import { scenario } from '../scenario.mjs';

const DESK = { device: { deviceUniqueId: 'desk', name: "Ada's desk" }, lastLoginTime: '2024-01-01T00:00:00Z' };
const PHONE = { device: { deviceUniqueId: 'phone', name: "Ada's phone" } };
const SEED = { users: [{ id: 'ada', username: 'ada', password: 'analytical', devices: [DESK, PHONE] }] };

const logIn = client => client.loginByUsername('ada', 'analytical');

scenario('js', 'a person and an enterprise authenticate', SEED, async my => {
  const client = my.client();
  const person = { type: 'P', name: 'Ada', idCard: '110101199003070000', bankCard: '6222020000000000000' };
  const company = { type: 'E', enterpriseName: 'Engines', enterpriseCode: '91110000', legalPersonName: 'Ada' };
  await refused(client.principal.detail(), 2020);
  await refused(client.principal.authenticate(person), 2020);
  await logIn(client);
  assert.equal(await client.principal.detail(), null);
  for (const [proof, expected] of [
    [person, ['P', 'Ada', '110101199003070000', 'ada']],
    [company, ['E', 'Engines', '91110000', 'ada']],
  ]) {
    assert.equal(await client.principal.authenticate(proof), true);
    const { principalType, principalName, principalCode, userId } = await client.principal.detail();
    assert.deepEqual([principalType, principalName, principalCode, userId], expected);
  }
  await refused(client.principal.authenticate({ ...person, name: '' }), 400);
  await refused(client.principal.authenticate({ type: 'P', name: 'Ada' }), 400);
});

scenario('js', 'devices are listed, logged out and unbound', SEED, async my => {
  const client = my.client();
  // D20, D25: one refusal has no code, and the others are only `false`.
  await refused(client.browserFingerprint.myDevicesList(), undefined);
  assert.equal(await client.browserFingerprint.myDevicesUnbind('desk'), false);
  await logIn(client);
  const ids = async () => (await client.browserFingerprint.myDevicesList()).map(({ device }) => device.deviceUniqueId);
  assert.deepEqual(await ids(), ['desk', 'phone']);
  assert.equal(await client.browserFingerprint.myDevicesLogout('desk'), true);
  assert.equal(await client.browserFingerprint.myDevicesLogout('invented'), false);
  assert.equal(await client.browserFingerprint.myDevicesUnbind('desk'), true);
  assert.equal(await client.browserFingerprint.myDevicesUnbind('desk'), false);
  assert.deepEqual(await ids(), ['phone']);
});

scenario('js', 'logging a device out ends its session', SEED, async ({ sandbox, ...my }) => {
  const [desk, phone] = [my.client(), my.client()];
  await logIn(desk);
  await logIn(phone);
  // The request that createDevice sends in a browser.
  const url = `${sandbox.url}/api/v3/create-device`;
  const data = { deviceUniqueId: 'phone', name: 'PHONE', type: 'Mobile', os: 'HarmonyOS', ua: 'PHONE' };
  await phone.httpClient.request({ method: 'POST', url, data });
  const online = async () => (await desk.browserFingerprint.myDevicesList()).map(device => device.online);
  assert.deepEqual(await online(), [false, true]);
  assert.equal(await desk.browserFingerprint.myDevicesLogout('phone'), true);
  assert.deepEqual(await online(), [false, false]);
  assert.equal((await phone.checkLoginStatus()).status, false);
  assert.ok(stored(phone).token, 'the client must still have the token');
  assert.equal((await desk.checkLoginStatus()).status, true);
});

scenario('js', 'only a logged-in user publishes events', SEED, async my => {
  const client = my.client();
  await refused(client.event.pub('order.created', '{"id":1}'), undefined);
  await logIn(client);
  assert.deepEqual(await client.event.pub('order.created', '{"id":1}'), { success: true });
  await assert.rejects(client.event.pub('order.created', { id: 1 }), /发布数据为 string/);
  await assert.rejects(client.event.pub(1, 'x'), /事件名称为 string/);
});
