// openid-client, an OIDC client that is independent of Authing.

import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { test } from 'node:test';

import * as oidc from 'openid-client';

import { visit } from '../browser.mjs';
import { start } from '../sandbox.mjs';

const REDIRECT = 'https://app.example.com/callback';
const SEED = { users: [{ id: 'ada', email: 'ada@example.com', nickname: 'Ada' }] };

/** What the provider tells of itself, for a client that proves in this way who it is. */
async function discover({ url, appId, appSecret }, clientAuth = oidc.ClientSecretPost(appSecret)) {
  const options = { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] };
  return oidc.discovery(new URL('oidc', url), appId, undefined, clientAuth, options);
}

/** A browser's way to the login page and back. */
async function login(config) {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()];
  const { to } = await visit(
    oidc.buildAuthorizationUrl(config, {
      redirect_uri: REDIRECT,
      scope: 'openid profile email offline_access',
      prompt: 'consent',
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
    }),
  );
  return { to, checks: { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true } };
}

test('openid-client: code flow with PKCE, and everything after it', async t => {
  const sandbox = await start(t, SEED);
  const config = await discover(sandbox);
  const { to, checks } = await login(config);
  // Non-repudiation checks: the signature of the id token is verified by the published keys.
  const tokens = await oidc.authorizationCodeGrant(config, to, checks);
  const { sub, email, nickname } = tokens.claims();
  assert.deepEqual([sub, email, nickname], ['ada', 'ada@example.com', 'Ada']);
  assert.equal((await oidc.fetchUserInfo(config, tokens.access_token, sub)).email, 'ada@example.com');

  const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
  assert.equal(renewed.claims().sub, 'ada');
  const { active, scope } = await oidc.tokenIntrospection(config, renewed.access_token);
  assert.deepEqual([active, scope], [true, 'openid profile email offline_access']);
  await oidc.tokenRevocation(config, renewed.access_token);
  assert.equal((await oidc.tokenIntrospection(config, renewed.access_token)).active, false);
  await assert.rejects(oidc.fetchUserInfo(config, renewed.access_token, sub), error => {
    const [challenge] = error.cause;
    return error.status === 401 && challenge.scheme === 'bearer' && challenge.parameters.error === 'invalid_token';
  });

  const goodbye = 'https://app.example.com/bye';
  const end = { id_token_hint: tokens.id_token, post_logout_redirect_uri: goodbye, state: 'mine' };
  assert.equal((await visit(oidc.buildEndSessionUrl(config, end))).to.href, `${goodbye}?state=mine`);
});

test('openid-client: the id token is signed with a published key of RS256', async t => {
  const config = await discover(await start(t, SEED));
  const { to, checks } = await login(config);
  const { id_token: token } = await oidc.authorizationCodeGrant(config, to, checks);
  const [head, claims, signature] = token.split('.');
  const { alg, kid } = JSON.parse(Buffer.from(head, 'base64url'));
  assert.equal(alg, 'RS256');
  const { keys } = await (await fetch(config.serverMetadata().jwks_uri)).json();
  const key = createPublicKey({ key: keys.find(key => key.kid === kid), format: 'jwk' });
  const isGood = text => verify('sha256', Buffer.from(text), key, Buffer.from(signature, 'base64url'));
  assert.equal(isGood(`${head}.${claims}`), true);
  assert.equal(isGood(`${head}.${claims}x`), false);
});

test('openid-client: a wrong verifier, and a code used twice, are refused', async t => {
  const config = await discover(await start(t, SEED));
  const wrong = await login(config);
  const checks = { ...wrong.checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() };
  const invalid = { error: 'invalid_grant', status: 400 };
  await assert.rejects(oidc.authorizationCodeGrant(config, wrong.to, checks), invalid);
  const right = await login(config);
  await oidc.authorizationCodeGrant(config, right.to, right.checks);
  await assert.rejects(oidc.authorizationCodeGrant(config, right.to, right.checks), invalid);
});

test('openid-client: a client authenticates by either method', async t => {
  const sandbox = await start(t, SEED);
  const orders = { scope: 'orders' };
  const ask = async clientAuth => oidc.clientCredentialsGrant(await discover(sandbox, clientAuth), orders);
  for (const clientAuth of [oidc.ClientSecretPost, oidc.ClientSecretBasic]) {
    const tokens = await ask(clientAuth(sandbox.appSecret));
    assert.deepEqual([tokens.token_type, tokens.expires_in], ['bearer', 3600]);
  }
  await assert.rejects(ask(oidc.ClientSecretPost('invented')), { status: 401, error: 'invalid_client' });
  await assert.rejects(ask(oidc.ClientSecretBasic('invented')), error => error.cause[0].scheme === 'basic');
});
