// The profile and the memberships of the logged-in user.

import assert from 'node:assert/strict';

import { refused, stored } from '../client.mjs';
import { both, scenario } from '../scenario.mjs';

const ADA = {
  id: 'ada', username: 'ada', password: 'analytical', email: 'ada@example.com', nickname: 'Ada',
  customData: [{ key: 'age', value: 36 }],
  orgs: [[{ id: 'o1', name: 'Society' }, { id: 'n1', name: 'Engines' }]],
  departments: [{ department: { id: 'n1', name: 'Engines' }, isMainDepartment: true }],
  roles: [{ code: 'admin' }, { code: 'reader', namespace: 'books' }],
  resources: [
    { code: 'book:1', type: 'DATA', actions: ['book:read'] },
    { code: 'GET:/books', type: 'API' },
    { code: 'book:2', namespace: 'books' },
  ],
};
const BOB = { id: 'bob', username: 'bob', password: 'passw0rd' };
const FIELDS = [{ key: 'age', dataType: 'NUMBER' }];
const APPLICATIONS = [{ id: 'a1', name: 'One' }, { id: 'a2' }, { id: 'a3' }];
const SEED = { users: [ADA, BOB], customFields: FIELDS, applications: APPLICATIONS };

async function ada(client) {
  const ada = client();
  await ada.loginByUsername('ada', 'analytical');
  return ada;
}

both('getCurrentUser returns and stores the user', SEED, async ({ sdk, sandbox, client }) => {
  const known = await ada(client);
  const before = stored(known);
  const user = await known.getCurrentUser();
  assert.deepEqual([user.id, user.nickname, user.email, user.username], ['ada', 'Ada', 'ada@example.com', 'ada']);
  assert.deepEqual([user.userPoolId, user.status, user.blocked], [sandbox.userPoolId, 'Activated', false]);
  assert.deepEqual(stored(known), { user, token: before.token });
  // D63: one SDK turns custom data into an object, the other does not request them.
  assert.deepEqual(user.customData, sdk === 'js' ? { age: 36 } : undefined);
});

both('getCurrentUser returns null for every failure', SEED, async ({ sandbox, client }) => {
  const known = await ada(client);
  const before = stored(known);
  await sandbox.fault({ at: 'user', times: 1, effect: 'status', status: 503 });
  // D24: the failure becomes null.
  assert.equal(await known.getCurrentUser(), null);
  assert.deepEqual(stored(known), before);
  assert.equal(await client().getCurrentUser(), null);
});

both('updateProfile changes what a user may change', SEED, async ({ client }) => {
  const known = await ada(client);
  const { token } = stored(known);
  const changes = { nickname: 'Countess', gender: 'F', birthdate: '1815-12-10', city: 'London', password: 'ignored' };
  const user = await known.updateProfile(changes);
  // D67: the password is removed from the argument.
  assert.equal('password' in changes, false);
  for (const [name, value] of Object.entries(changes)) assert.equal(user[name], value, name);
  assert.deepEqual(stored(known), { user, token });
  await known.updateProfile({ nickname: 'Ada again' });
  assert.equal((await known.getCurrentUser()).nickname, 'Ada again');
  assert.equal((await known.getCurrentUser()).city, 'London');
});

both('updateProfile cannot change members that have their own methods', SEED, async ({ client }) => {
  const known = await ada(client);
  await refused(known.updateProfile({ email: 'lovelace@example.com' }), 2225);
  await refused(known.updateProfile({ phone: '13500000001' }), 2226);
  await refused(known.updateProfile({ openid: 'other' }), 400);
  await refused(known.updateProfile({ unionid: 'other' }), 400);
  await assert.rejects(client().updateProfile({ nickname: 'Nobody' }), /请先登录/);
});

both('getSecurityLevel counts what protects the account', SEED, async ({ client }) => {
  const { score, email, phone, password, mfa } = await (await ada(client)).getSecurityLevel();
  assert.deepEqual([email, phone, password, mfa], [true, false, true, false]);
  assert.ok(score > 0 && score < 100);
  await refused(client().getSecurityLevel(), 2020);
});

both('listOrgs returns the paths to the nodes of the user', SEED, async ({ client }) => {
  const [path] = await (await ada(client)).listOrgs();
  assert.deepEqual(path.map(({ name }) => name), ['Society', 'Engines']);
  await refused(client().listOrgs(), 2020);
});

both('listAuthorizedResources by permission group and type', SEED, async ({ client }) => {
  const known = await ada(client);
  const { totalCount, list } = await known.listAuthorizedResources('default');
  assert.equal(totalCount, 2);
  assert.deepEqual(list[0], { code: 'book:1', type: 'DATA', actions: ['book:read'] });
  const apis = await known.listAuthorizedResources('default', { resourceType: 'API' });
  assert.deepEqual(apis.list.map(({ code }) => code), ['GET:/books']);
  assert.deepEqual((await known.listAuthorizedResources('books')).list, [{ code: 'book:2' }]);
  await assert.rejects(client().listAuthorizedResources('default'), /请先登录/);
});

both('listApplications returns pages', SEED, async ({ client }) => {
  const known = await ada(client);
  const { totalCount, list } = await known.listApplications();
  assert.deepEqual([totalCount, list.map(({ id }) => id)], [3, ['a1', 'a2', 'a3']]);
  assert.deepEqual((await known.listApplications({ page: 2, limit: 2 })).list.map(({ id }) => id), ['a3']);
  await refused(known.listApplications({ page: -1 }), 400);
  await refused(client().listApplications(), 2020);
});

scenario('js', 'hasRole, in a permission group or anywhere', SEED, async ({ client }) => {
  const known = await ada(client);
  assert.equal(await known.hasRole('admin'), true);
  assert.equal(await known.hasRole('reader', 'books'), true);
  assert.equal(await known.hasRole('admin', 'books'), false);
  assert.equal(await known.hasRole('owner'), false);
  await assert.rejects(client().hasRole('admin'), /请先登录/);
});

scenario('js', 'listDepartments gives the departments', SEED, async ({ client }) => {
  const { totalCount, list } = await (await ada(client)).listDepartments();
  assert.deepEqual([totalCount, list[0].department.name, list[0].isMainDepartment], [1, 'Engines', true]);
  const bob = client();
  await bob.loginByUsername('bob', 'passw0rd');
  assert.equal((await bob.listDepartments()).totalCount, 0);
  await assert.rejects(client().listDepartments(), /请先登录/);
});
