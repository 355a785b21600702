// Sessions and the token store.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';

import { refused, stored } from '../client.mjs';
import { both, scenario } from '../scenario.mjs';

const SEED = {
  users: [
    { id: 'ada', username: 'ada', password: 'analytical' },
    { id: 'bob', username: 'bob', password: 'passw0rd' },
  ],
};

async function ada(client, options) {
  const ada = client(options);
  await ada.loginByUsername('ada', 'analytical');
  return ada;
}

both('checkLoginStatus distinguishes a valid token, a missing one and an invalid one', SEED, async ({ client }) => {
  const known = await ada(client);
  const { status, code, data } = await known.checkLoginStatus();
  assert.deepEqual([status, code, data.id], [true, 200, 'ada']);
  const stranger = client();
  assert.equal((await stranger.checkLoginStatus(stored(known).token)).status, true);
  assert.deepEqual(pick(await stranger.checkLoginStatus()), [false, 2020]);
  assert.deepEqual(pick(await stranger.checkLoginStatus('nonsense')), [false, 2020]);
});

both('a token expires', SEED, async ({ client, sandbox }) => {
  const known = await ada(client);
  const { exp, iat } = await known.checkLoginStatus();
  assert.equal(exp - iat, 14 * 86_400);
  await sandbox.advance(exp - iat + 1);
  assert.deepEqual(pick(await known.checkLoginStatus()), [false, 2206]);
  await refused(known.listOrgs(), 2206);
  // D09: the stored token still counts as a login.
  assert.equal(known.checkLoggedIn(), 'ada');
});

both('refreshToken returns and stores a new token', SEED, async ({ client, sandbox }) => {
  const known = await ada(client);
  const old = stored(known);
  await sandbox.advance(60);
  const { token, iat, exp } = await known.refreshToken();
  assert.notEqual(token, old.token);
  assert.ok(exp > iat);
  // D04: the stored user keeps the old token.
  assert.deepEqual(stored(known), { token, user: old.user });
  assert.equal((await known.checkLoginStatus()).iat, iat);
  await refused(client().refreshToken(), 2020);
});

both('logout ends the session locally and at the server', SEED, async ({ client }) => {
  const known = await ada(client);
  const { token } = stored(known);
  await known.logout();
  assert.deepEqual(stored(known), { user: null, token: null });
  assert.deepEqual(pick(await client().checkLoginStatus(token)), [false, 2020]);
  assert.throws(() => known.checkLoggedIn(), /请先登录/);
});

both('logout keeps the session when the server refuses', SEED, async ({ client, sandbox }) => {
  const known = await ada(client);
  await sandbox.fault({ at: 'logout', times: 1, effect: 'code', code: 1000, message: 'busy' });
  await refused(known.logout(), 1000);
  // D05: the session stays, although the caller logged out.
  assert.equal(stored(known).user.id, 'ada');
  assert.equal((await known.checkLoginStatus()).status, true);
});

both('setToken and setCurrentUser store their arguments', SEED, async ({ client }) => {
  const [known, other] = [await ada(client), client()];
  const { user, token } = stored(known);
  other.setCurrentUser(user);
  assert.deepEqual(stored(other), { user, token });
  assert.equal(other.checkLoggedIn(), 'ada');

  const third = client();
  third.setToken(token);
  assert.deepEqual(stored(third), { user: null, token });
  assert.equal(third.checkLoggedIn(), 'ada', 'the id must come from the token');
  assert.equal((await third.getCurrentUser()).id, 'ada');
  assert.deepEqual([stored(third).user.username, stored(third).token], ['ada', token]);

  const fourth = client({ token });
  assert.equal((await fourth.getCurrentUser()).username, 'ada');
});

both("setToken keeps the stored user of another account, and the server refuses the call", SEED, async ({ client }) => {
  const [known, bob] = [await ada(client), client()];
  await bob.loginByUsername('bob', 'passw0rd');
  bob.setToken(stored(known).token);
  // D03: the token of one user is beside the stored user of another.
  assert.equal(stored(bob).user.id, 'bob');
  await refused(bob.updateProfile({ nickname: 'Eve' }), 1001);
});

both('the token store can be used directly', SEED, async ({ client }) => {
  const { user, token } = stored(await ada(client));
  const other = client();
  const nothing = [other.tokenProvider.getUser(), other.tokenProvider.getToken()];
  assert.ok(nothing.every(value => !value), `${nothing}`);
  other.tokenProvider.setUser(user);
  assert.deepEqual(other.tokenProvider.getUser(), user);
  assert.equal(other.tokenProvider.getToken(), token);
  other.tokenProvider.setToken('another');
  assert.deepEqual([other.tokenProvider.getUser().id, other.tokenProvider.getToken()], ['ada', 'another']);
  other.tokenProvider.clearUser();
  assert.deepEqual(stored(other), { user: null, token: null });
});

scenario('js', 'logoutCurrent ends this session only', SEED, async ({ client }) => {
  const [one, other] = [await ada(client), await ada(client)];
  const { token } = stored(one);
  await one.logoutCurrent();
  assert.deepEqual(stored(one), { user: null, token: null });
  assert.equal((await client().checkLoginStatus(token)).status, false);
  assert.equal((await other.checkLoginStatus()).status, true);
});

scenario('js', 'trackSession knows a browser by its cookie', SEED, async ({ client, sandbox }) => {
  const known = client();
  assert.equal(await known.trackSession(), null);

  const visit = new URLSearchParams({
    client_id: sandbox.appId, redirect_uri: 'http://app.example/', response_type: 'code', scope: 'openid',
  });
  const page = await fetch(`${sandbox.url}/oidc/auth?${visit}`, { redirect: 'manual' });
  const [cookie] = page.headers.get('set-cookie').split(';');
  // A browser would send the cookie automatically.
  known.naiveHttpClient.axios.interceptors.request.use(config => {
    config.headers.Cookie = cookie;
    return config;
  });
  const { session, userInfo } = await known.trackSession();
  assert.deepEqual([session.cookie.userId, userInfo.id], ['ada', 'ada']);
});

scenario('js', 'setLang and setRequestFrom apply to every call', SEED, async ({ t, client }) => {
  const seen = [];
  const echo = createServer(({ headers }, reply) => {
    seen.push(headers);
    reply.setHeader('content-type', 'application/json').end('{"code":200,"data":{"checkLoginStatus":null}}');
  });
  await once(echo.listen(0, '127.0.0.1'), 'listening');
  t.after(() => echo.close());
  const url = `http://127.0.0.1:${echo.address().port}`;
  const known = client({ host: url, appHost: url });
  known.setLang('en-US');
  known.setRequestFrom('my-own');
  await known.checkLoginStatus();
  await known.getSecurityLevel();
  const values = seen.map(headers => [headers['x-authing-lang'], headers['x-authing-request-from']]);
  assert.deepEqual(values, Array(2).fill(['en-US', 'my-own']));
});

scenario('js', 'with localStorage a session outlives its client', SEED, async ({ t, client }) => {
  const kept = new Map();
  globalThis.localStorage = {
    getItem: key => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, `${value}`),
    removeItem: key => kept.delete(key),
  };
  t.after(() => delete globalThis.localStorage);
  await ada(client);
  const next = client();
  assert.equal((await next.checkLoginStatus()).data.id, 'ada');
  assert.deepEqual([...kept.keys()].sort(), ['_authing_token', '_authing_user']);
  await next.registerByUsername('carl', 'passw0rd');
  // D01 and D08: a registration without a token ends the session.
  assert.equal(kept.get('_authing_token'), 'null');
  assert.equal((await next.checkLoginStatus()).status, false);
  await next.loginByUsername('ada', 'analytical');
  await next.logout();
  assert.equal(kept.size, 0);
});

const pick = ({ status, code }) => [status, code];
