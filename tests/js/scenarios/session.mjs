// authing-js-sdk: sessions and the token store.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { jsClient, refused, stored } from '../client.mjs';
import { start } from '../sandbox.mjs';

const ADA = { id: 'ada', username: 'ada', password: 'analytical' };

async function ada(t, options) {
  const sandbox = await start(t, { users: [ADA] });
  const client = jsClient(sandbox, options);
  await client.loginByUsername('ada', 'analytical');
  return { sandbox, client };
}

test('checkLoginStatus tells a good token from none and from nonsense', async t => {
  const { sandbox, client } = await ada(t);
  const { status, code, data } = await client.checkLoginStatus();
  assert.deepEqual([status, code, data.id], [true, 200, 'ada']);
  const { token } = stored(client);
  const stranger = jsClient(sandbox);
  assert.equal((await stranger.checkLoginStatus(token)).status, true);
  assert.equal((await stranger.checkLoginStatus()).status, false);
  assert.equal((await stranger.checkLoginStatus('nonsense')).status, false);
});

test('a token expires when its time has come', async t => {
  const { sandbox, client } = await ada(t);
  const { exp, iat } = await client.checkLoginStatus();
  await sandbox.advance(exp - iat + 1);
  const { status, code } = await client.checkLoginStatus();
  assert.deepEqual([status, code], [false, 2206]);
  await refused(client.listOrgs(), 2206);
  // D09: what is stored locally still counts as a login.
  assert.equal(client.checkLoggedIn(), 'ada');
});
