// The pages of OIDC, OAuth 2.0 and CAS that the SDKs send a browser to, and the validation of CAS tickets.

import assert from 'node:assert/strict';

import { visit } from '../browser.mjs';
import { both, scenario } from '../scenario.mjs';

const REDIRECT = 'https://app.example.com/callback';
const GOODBYE = 'https://app.example.com/bye';
const SERVICE = 'https://shop.example.com/cart';
const SEED = { users: [{ id: 'ada', username: 'ada', email: 'ada@example.com', password: 'analytical' }] };

both('a login page returns what was requested, or an error', SEED, async ({ sandbox, client }) => {
  const app = client({ redirectUri: REDIRECT });
  const back = async options => (await visit(app.buildAuthorizeUrl(options))).to;
  const wanted = { responseType: 'code id_token', responseMode: 'fragment', state: 'of mine', nonce: 'n' };
  const hybrid = await back(wanted);
  const brought = new URLSearchParams(hybrid.hash.slice(1));
  assert.deepEqual([...brought.keys()].sort(), ['code', 'id_token', 'state']);
  assert.equal(brought.get('state'), 'of mine');
  assert.equal((await back({ responseType: 'odd' })).searchParams.get('error'), 'unsupported_response_type');
  await sandbox.control('login-page', 'deny');
  assert.equal((await back()).searchParams.get('error'), 'access_denied');

  const stranger = client({ appId: 'invented', redirectUri: REDIRECT });
  assert.equal((await fetch(stranger.buildAuthorizeUrl(), { redirect: 'manual' })).status, 400);
  // The sandbox does not support SAML and says so.
  const saml = await fetch(client({ protocol: 'saml' }).buildAuthorizeUrl());
  assert.deepEqual([saml.status, (await saml.json()).error], [400, 'unsupported_protocol']);
  assert.throws(() => client({ protocol: 'odd' }).buildAuthorizeUrl(), /不支持的协议类型/);
});

both('a browser logs out', SEED, async ({ client }) => {
  const app = client({ redirectUri: REDIRECT });
  const { to } = await visit(app.buildAuthorizeUrl());
  const { id_token: idToken } = await app.getAccessTokenByCode(to.searchParams.get('code'));
  // Introspection knows no id tokens, but an id token is the token of a login.
  const isValid = async () => (await app.checkLoginStatus(idToken)).status;
  assert.equal((await visit(app.buildLogoutUrl({ redirectUri: GOODBYE }))).to.href, GOODBYE);
  assert.equal(await isValid(), true);
  const expert = app.buildLogoutUrl({ expert: true, idToken, redirectUri: GOODBYE });
  assert.equal((await visit(expert)).to.href, GOODBYE);
  assert.equal(await isValid(), false, 'an expert logout must revoke the token');
  assert.equal((await fetch(app.buildLogoutUrl())).status, 200);
  // D56: the error text says that both may be left out.
  assert.throws(() => app.buildLogoutUrl({ expert: true }), /同时都不传入/);
});

both('a CAS ticket can be used once', SEED, async ({ sdk, client }) => {
  const app = client({ protocol: 'cas' });
  const { to } = await visit(app.buildAuthorizeUrl({ service: SERVICE }));
  assert.equal(to.origin + to.pathname, SERVICE);
  const ticket = to.searchParams.get('ticket');
  const result = await app.validateTicketV1(ticket, SERVICE);
  assert.equal(result.valid, true);
  // D71: versions before 4.23 returned the user name.
  assert.equal(result.username, sdk === 'wxapp' ? 'ada' : undefined);
  assert.deepEqual(await app.validateTicketV1(ticket, SERVICE), { valid: false, message: 'ticket 不合法' });
  assert.equal((await visit(app.buildLogoutUrl({ redirectUri: GOODBYE }))).to.href, GOODBYE);
});

scenario('js', 'a CAS ticket names its user to its own service before it expires', SEED, async ({ sandbox, client }) => {
  const app = client({ protocol: 'cas' });
  const ticket = async () => (await visit(app.buildAuthorizeUrl({ service: SERVICE }))).to.searchParams.get('ticket');
  const { serviceResponse } = await app.validateTicketV2(await ticket(), SERVICE);
  assert.equal(serviceResponse.authenticationSuccess.user, 'ada');
  assert.equal(serviceResponse.authenticationSuccess.attributes.email, 'ada@example.com');
  assert.match(await app.validateTicketV2(await ticket(), SERVICE, 'XML'), /<cas:user>ada<\/cas:user>/);

  const elsewhere = await app.validateTicketV2(await ticket(), 'https://evil.example.com');
  assert.equal(elsewhere.serviceResponse.authenticationFailure.code, 'INVALID_SERVICE');
  const late = await ticket();
  await sandbox.advance(301);
  assert.match(await app.validateTicketV2(late, SERVICE, 'XML'), /code="INVALID_TICKET"/);
  await assert.rejects(app.validateTicketV2('', SERVICE), /一次性票据/);
});

scenario('js', 'trackSession knows the browser by its cookie', SEED, async ({ client }) => {
  const app = client({ redirectUri: REDIRECT });
  assert.equal(await app.trackSession(), null);
  const { cookie } = await visit(app.buildAuthorizeUrl());
  // A browser would send the cookie automatically.
  app.naiveHttpClient.axios.defaults.headers.common.cookie = cookie;
  const { session, userInfo } = await app.trackSession();
  assert.deepEqual([session.cookie.userId, userInfo.id], ['ada', 'ada']);
});
