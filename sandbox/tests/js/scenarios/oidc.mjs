// OIDC and OAuth 2.0: how tokens are obtained and used.

import assert from 'node:assert/strict';

import { visit } from '../browser.mjs';
import { stored } from '../client.mjs';
import { both, scenario } from '../scenario.mjs';

const REDIRECT = 'https://app.example.com/callback';
const SCOPE = 'openid profile email offline_access';
/** Options of the application. */
const APP = { redirectUri: REDIRECT };
const METHODS = ['client_secret_post', 'client_secret_basic', 'none'];
const SEED = {
  users: [{ id: 'ada', email: 'ada@example.com', password: 'analytical', nickname: 'Ada' }],
  application: { accessKeys: { 'key-1': 'its secret' } },
};

/** The code that a browser brings back. */
async function code(client, options = { scope: SCOPE }) {
  const { to } = await visit(client.buildAuthorizeUrl(options));
  assert.equal(to.origin + to.pathname, REDIRECT);
  return to.searchParams.get('code');
}

/** D22: a refusal is what axios makes of the status, past onError; what OAuth calls it is inside. */
async function refused(call, name, status = 400) {
  const { response } = await call.then(result => assert.fail(`not refused: ${JSON.stringify(result)}`), error => error);
  assert.deepEqual([response?.data.error, response?.status], [name, status]);
}

for (const method of METHODS) {
  both(`tokens are issued, renewed, introspected and revoked with ${method}`, SEED, async ({ client }) => {
    const app = client({
      ...APP,
      tokenEndPointAuthMethod: method,
      introspectionEndPointAuthMethod: method,
      revocationEndPointAuthMethod: method,
    });
    const once = await code(app);
    const first = await app.getAccessTokenByCode(once);
    assert.deepEqual([first.token_type, first.expires_in, first.scope], ['Bearer', 3600, SCOPE]);
    assert.equal((await app.introspectToken(first.access_token)).sub, 'ada');
    assert.equal((await app.getUserInfoByAccessToken(first.access_token)).email, 'ada@example.com');

    const second = await app.getNewAccessTokenByRefreshToken(first.refresh_token);
    assert.notEqual(second.access_token, first.access_token);
    await refused(app.getNewAccessTokenByRefreshToken(first.refresh_token), 'invalid_grant');

    assert.equal(await app.revokeToken(second.access_token), true);
    assert.deepEqual(await app.introspectToken(second.access_token), { active: false });
    assert.equal((await app.introspectToken(first.access_token)).active, true);
    // Revoking a refresh token revokes all tokens of the same login.
    await app.revokeToken(second.refresh_token);
    assert.deepEqual(await app.introspectToken(first.access_token), { active: false });
    await refused(app.getNewAccessTokenByRefreshToken(second.refresh_token), 'invalid_grant');
    await refused(app.getUserInfoByAccessToken(first.access_token), 'invalid_token', 401);
    await refused(app.getAccessTokenByCode(once), 'invalid_grant');
    // D07: no token is stored.
    assert.deepEqual(stored(app), { user: null, token: null });
  });
}

both('OAuth 2.0 gives no id token', SEED, async ({ client }) => {
  const app = client({ ...APP, protocol: 'oauth' });
  const tokens = await app.getAccessTokenByCode(await code(app, { scope: 'user' }));
  assert.equal(tokens.id_token, undefined);
  assert.equal((await app.getUserInfoByAccessToken(tokens.access_token)).email, 'ada@example.com');
  await refused(client(APP).getAccessTokenByCode(await code(app, { scope: 'user' })), 'invalid_grant');
  assert.equal((await app.introspectToken(tokens.access_token)).active, true);
  await app.revokeToken(tokens.access_token);
  assert.equal((await app.introspectToken(tokens.access_token)).active, false);
  const basic = client({ ...APP, protocol: 'oauth', revocationEndPointAuthMethod: 'client_secret_basic' });
  await assert.rejects(basic.revokeToken(tokens.access_token), /暂不支持/);
});

both('a program gets tokens by client credentials', SEED, async ({ sandbox, client }) => {
  for (const protocol of ['oidc', 'oauth']) {
    const app = client({ ...APP, protocol });
    const keys = [[sandbox.appId, sandbox.appSecret], ['key-1', 'its secret']];
    for (const [accessKey, accessSecret] of keys) {
      const tokens = await app.getAccessTokenByClientCredentials('orders', { accessKey, accessSecret });
      assert.equal(tokens.scope, 'orders');
      assert.equal((await app.introspectToken(tokens.access_token)).sub, accessKey);
    }
    const stranger = { accessKey: 'key-1', accessSecret: 'invented' };
    await refused(app.getAccessTokenByClientCredentials('orders', stranger), 'invalid_client', 401);
    // D58: the client has id and secret, but the call requires them again.
    await assert.rejects(app.getAccessTokenByClientCredentials('orders'), /accessKey/);
  }
});

both('a client without the credentials of the application gets no tokens', SEED, async ({ client }) => {
  const app = client(APP);
  await refused(client({ ...APP, secret: 'invented' }).getAccessTokenByCode(await code(app)), 'invalid_client', 401);
  await refused(client({ ...APP, appId: 'invented' }).getAccessTokenByCode(await code(app)), 'invalid_client', 401);
  const elsewhere = client({ redirectUri: 'https://evil.example.com/' });
  await refused(elsewhere.getAccessTokenByCode(await code(app)), 'invalid_grant');
  await assert.rejects(client({ ...APP, secret: null }).getAccessTokenByCode('x'), /appId 和 secret/);
  await assert.rejects(client({ ...APP, protocol: 'cas' }).introspectToken('x'), /oauth 或 oidc/);
  // D59: nothing is sent, and no error is reported.
  assert.equal(await client({ ...APP, tokenEndPointAuthMethod: 'odd' }).getAccessTokenByCode('x'), undefined);
});

scenario('js', 'PKCE: only the right verifier gets the tokens', SEED, async ({ client }) => {
  const app = client(APP);
  const codeVerifier = app.generateCodeChallenge();
  assert.match(codeVerifier, /^\w{43}$/);
  for (const method of ['S256', 'plain']) {
    const codeChallenge = app.getCodeChallengeDigest({ codeChallenge: codeVerifier, method });
    const options = { scope: SCOPE, codeChallenge, codeChallengeMethod: method };
    const wrong = { codeVerifier: codeVerifier.slice(1) };
    await refused(app.getAccessTokenByCode(await code(app, options), wrong), 'invalid_grant');
    await refused(app.getAccessTokenByCode(await code(app, options)), 'invalid_grant');
    const tokens = await app.getAccessTokenByCode(await code(app, options), { codeVerifier });
    assert.equal((await app.validateToken({ idToken: tokens.id_token })).sub, 'ada');
  }
  // The example of RFC 7636.
  const example = { codeChallenge: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', method: 'S256' };
  assert.equal(app.getCodeChallengeDigest(example), 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  assert.throws(() => app.getCodeChallengeDigest({ ...example, method: 'MD5' }), /S256、plain/);
});

scenario('js', 'the token of a login is exchanged for an access token', SEED, async ({ client }) => {
  for (const protocol of ['oidc', 'oauth']) {
    const app = client({ ...APP, protocol });
    const { token } = await app.loginByEmail('ada@example.com', 'analytical');
    const asked = { redirectUri: REDIRECT, idToken: token, scope: protocol === 'oidc' ? 'openid email' : 'user' };
    const tokens = await app.getAccessTokenByIdToken(asked);
    assert.equal((await app.getUserInfoByAccessToken(tokens.access_token)).email, 'ada@example.com');
    await refused(app.getAccessTokenByIdToken({ ...asked, idToken: 'a.b.c' }), 'invalid_grant');
    assert.equal(stored(app).token, token, 'the stored token must not change');
  }
});

scenario('js', 'user info accepts the token in every place and follows the scope', SEED, async ({ sandbox, client }) => {
  const app = client(APP);
  const { access_token: token } = await app.getAccessTokenByCode(await code(app));
  const places = [[], ['GET', 'query'], ['GET', 'header'], ['POST', 'query'], ['POST', 'header'], ['POST', 'body']];
  for (const [method, tokenPlace] of places) {
    const options = method && { method, tokenPlace };
    const claims = await app.getUserInfoByAccessToken(token, options);
    assert.deepEqual([claims.sub, claims.nickname, claims.email], ['ada', 'Ada', 'ada@example.com'], tokenPlace);
    assert.equal('phone_number' in claims, false);
    await refused(app.getUserInfoByAccessToken('invented', options), 'invalid_token', 401);
  }
  await assert.rejects(app.getUserInfoByAccessToken(token, { method: 'GET', tokenPlace: 'body' }), /body/);
  await sandbox.advance(3601);
  await refused(app.getUserInfoByAccessToken(token), 'invalid_token', 401);
});

scenario('js', 'validateToken distinguishes valid tokens from others', SEED, async ({ client }) => {
  const app = client(APP);
  const { access_token: accessToken, id_token: idToken } = await app.getAccessTokenByCode(await code(app));
  assert.equal((await app.validateToken({ accessToken })).sub, 'ada');
  assert.equal((await app.validateToken({ idToken })).sub, 'ada');
  // D22: a refusal under HTTP 200 is returned as a result.
  assert.equal((await app.validateToken({ accessToken: 'invented' })).code, 400);
  assert.equal((await app.validateToken({ idToken: accessToken })).code, 400);
  await assert.rejects(app.validateToken({ accessToken, idToken }), /只能传入一个/);
  const other = client({ ...APP, token: idToken });
  assert.equal((await other.checkLoginStatus()).data.id, 'ada', 'an id token must be a valid session');
});
