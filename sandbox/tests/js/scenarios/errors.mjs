// How authing-js-sdk handles failures of the network, a gateway or the service. (For authing-wxapp-sdk see wechat.mjs.)

import assert from 'node:assert/strict';

import { stored } from '../client.mjs';
import { scenario } from '../scenario.mjs';

const SEED = { users: [{ id: 'ada', username: 'ada', password: 'analytical' }] };

async function ada({ client, sandbox }, fault) {
  const errors = [];
  const ada = client({ onError: code => errors.push(code) });
  await ada.loginByUsername('ada', 'analytical');
  await sandbox.fault({ times: 1, ...fault });
  return { ada, errors, failure: call => call.then(() => assert.fail('not refused'), error => error) };
}

scenario('js', 'an HTTP error status of REST is an axios error, and onError is not called', SEED, async at => {
  const { ada: client, errors, failure } = await ada(at, { at: 'getSecurityLevel', effect: 'status', status: 503 });
  const error = await failure(client.getSecurityLevel());
  // D12: the caller gets the axios error, and onError is not called.
  assert.deepEqual([error.response.status, error.response.data.code, errors], [503, 503, []]);
  assert.ok((await client.getSecurityLevel()).score > 0);
});

scenario('js', 'an HTTP error status of GraphQL is a text instead of a code', SEED, async at => {
  const page = { at: 'checkLoginStatus', effect: 'status', status: 502, html: true };
  const { ada: client, errors, failure } = await ada(at, page);
  const error = await failure(client.checkLoginStatus());
  // D13: the code is a text of axios.
  assert.deepEqual([error.code, errors], ['ERR_BAD_RESPONSE', ['ERR_BAD_RESPONSE']]);
  assert.equal((await client.checkLoginStatus()).status, true);
});

scenario('js', 'a server that never answers is a timeout', SEED, async at => {
  const { ada: client, errors, failure } = await ada(at, { at: 'checkLoginStatus', effect: 'hang' });
  client.options.timeout = 100;
  const error = await failure(client.checkLoginStatus());
  // D13: the code is a text of axios.
  assert.deepEqual([error.code, errors], ['ECONNABORTED', ['ECONNABORTED']]);
});

scenario('js', 'a truncated reply is an error', SEED, async at => {
  const { ada: client, failure } = await ada(at, { at: 'checkLoginStatus', effect: 'malformed' });
  // D21: the SDK fails with a TypeError.
  assert.ok((await failure(client.checkLoginStatus())) instanceof TypeError);
  await at.sandbox.fault({ at: 'logout', times: 1, effect: 'cut' });
  await failure(client.logout());
  // D05: the session stays, although the server has logged out.
  assert.equal(stored(client).user.id, 'ada');
  assert.equal((await client.checkLoginStatus()).status, false);
});
