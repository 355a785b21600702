// The pages of OIDC, OAuth 2.0 and CAS that the SDKs send a browser to, and what comes back of CAS.

import assert from 'node:assert/strict';

import { visit } from '../browser.mjs';
import { both, scenario } from '../scenario.mjs';

const REDIRECT = 'https://app.example.com/callback';
const GOODBYE = 'https://app.example.com/bye';
const SERVICE = 'https://shop.example.com/cart';
const SEED = { users: [{ id: 'ada', username: 'ada', email: 'ada@example.com', password: 'analytical' }] };

both('a login page sends back what was asked for, or what went wrong', SEED, async ({ sandbox, client }) => {
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
  // SAML is not part of the sandbox, which says so.
  const saml = await fetch(client({ protocol: 'saml' }).buildAuthorizeUrl());
  assert.deepEqual([saml.status, (await saml.json()).error], [400, 'unsupported_protocol']);
  assert.throws(() => client({ protocol: 'odd' }).buildAuthorizeUrl(), /不支持的协议类型/);
});

both('a browser logs out', SEED, async ({ client }) => {
  const app = client({ redirectUri: REDIRECT });
  const { to } = await visit(app.buildAuthorizeUrl());
  const { id_token: idToken } = await app.getAccessTokenByCode(to.searchParams.get('code'));
  const isValid = async () => (await app.introspectToken(idToken)).active;
  assert.equal((await visit(app.buildLogoutUrl({ redirectUri: GOODBYE }))).to.href, GOODBYE);
  assert.equal(await isValid(), true);
  const expert = app.buildLogoutUrl({ expert: true, idToken, redirectUri: GOODBYE });
  assert.equal((await visit(expert)).to.href, GOODBYE);
  assert.equal(await isValid(), false, 'this way of logging out tells whose token it was');
  assert.equal((await fetch(app.buildLogoutUrl())).status, 200);
  // D56: its own text says that both may be left out.
  assert.throws(() => app.buildLogoutUrl({ expert: true }), /同时都不传入/);
});

both('a ticket of CAS is good once', SEED, async ({ sdk, client }) => {
  const app = client({ protocol: 'cas' });
  const { to } = await visit(app.buildAuthorizeUrl({ service: SERVICE }));
  assert.equal(to.origin + to.pathname, SERVICE);
  const ticket = to.searchParams.get('ticket');
  const told = await app.validateTicketV1(ticket, SERVICE);
  assert.equal(told.valid, true);
  // D71: the name of the user was there before 4.23.
  assert.equal(told.username, sdk === 'wxapp' ? 'ada' : undefined);
  assert.deepEqual(await app.validateTicketV1(ticket, SERVICE), { valid: false, message: 'ticket 不合法' });
  assert.equal((await visit(app.buildLogoutUrl({ redirectUri: GOODBYE }))).to.href, GOODBYE);
});

scenario('js', 'a ticket of CAS says whose it is, to its own service, in time', SEED, async ({ sandbox, client }) => {
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
  // What a browser adds to every request by itself.
  app.naiveHttpClient.axios.defaults.headers.common.cookie = cookie;
  const { session, userInfo } = await app.trackSession();
  assert.deepEqual([session.cookie.userId, userInfo.id], ['ada', 'ada']);
});
