// Identities of other providers that are linked to a user.

import assert from 'node:assert/strict';

import { refused } from '../client.mjs';
import { scenario } from '../scenario.mjs';

const SEED = {
  users: [{ id: 'ada', username: 'ada', password: 'analytical' }],
  application: { socialConnections: [{ identifier: 'gh', provider: 'github' }] },
};

// D20: refusals of these endpoints have another format, from which the SDK reads the message but no code.

scenario('js', 'an identity is linked and unlinked', SEED, async my => {
  const client = my.client();
  await refused(client.social.getIdentities(), undefined);
  const { token } = await client.loginByUsername('ada', 'analytical');
  assert.deepEqual(await client.social.getIdentities(), []);
  const { url } = await client.social.generateLinkExtIdpUrl({ extIdpConnIdentifier: 'gh', idToken: token });
  assert.equal((await fetch(url)).status, 200);
  assert.equal((await fetch(url)).status, 400, 'a link must work only once');

  const [linked] = await client.social.getIdentities();
  assert.equal(linked.provider, 'github');
  const other = my.client();
  await other.loginByUsername('ada', 'analytical');
  assert.equal((await other.social.getIdentities()).length, 1);
  assert.deepEqual(await client.social.unlinkExtIdp({ extIdpId: linked.extIdpId }), { success: true });
  assert.deepEqual(await client.social.getIdentities(), []);
  const { message } = await refused(client.social.unlinkExtIdp({ extIdpId: linked.extIdpId }), undefined);
  assert.match(message, /no identity/);
});

scenario('js', 'a link needs a connection and a user', SEED, async my => {
  const client = my.client();
  const { token } = await client.loginByUsername('ada', 'analytical');
  const link = (extIdpConnIdentifier, idToken) =>
    client.social.generateLinkExtIdpUrl({ extIdpConnIdentifier, idToken });
  assert.match((await refused(link('odd', token), undefined)).message, /no such connection/);
  assert.match((await refused(link('gh', 'a.b.c'), undefined)).message, /token is invalid/);
  const stranger = my.client({ appId: 'invented' });
  stranger.setToken(token);
  assert.match((await refused(stranger.social.getIdentities(), undefined)).message, /application does not exist/);
});
