// The methods of authing-js-sdk that need a browser, called in Chromium: the bundle of the SDK on a page of another
// origin.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';

import { launch, open } from './chromium.mjs';
import { start } from './sandbox.mjs';

const BUNDLE = createRequire(import.meta.url).resolve('authing-js-sdk/build/browser/index.min.js');
const HTML = '<!doctype html><link rel="icon" href="data:,"><button>Pick</button>';
const ADA = { id: 'ada', nickname: 'Ada', username: 'ada', email: 'ada@example.com', password: 'analytical' };
/** The smallest picture. */
const PICTURE = {
  name: 'ada.png',
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
    'base64',
  ),
};

const browser = await launch({ after });
/** The methods that were called. */
const called = new Set();

/** A page of the application, where `client` is a client of the SDK and Ada is logged in. */
async function application(t, { seed = { users: [ADA] }, ...options } = {}) {
  const sandbox = await start(t, seed);
  const { page, requests } = await open(browser);
  const server = createServer((_, reply) => reply.setHeader('content-type', 'text/html').end(HTML));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const address = `http://127.0.0.1:${server.address().port}/`;
  await page.goto(address);
  await page.addScriptTag({ path: BUNDLE });
  const socketUri = sandbox.url.replace('http', 'ws');
  await page.evaluate(async options => {
    window.called = [];
    const watch = (part, prefix) =>
      new Proxy(part, {
        get(target, name) {
          const member = target[name];
          if (prefix === '' && member && typeof member === 'object') return watch(member, `${name}.`);
          if (typeof member !== 'function') return member;
          return (...args) => {
            window.called.push(prefix + name);
            return member.apply(target, args);
          };
        },
      });
    window.client = watch(new window.Authing.AuthenticationClient(options), '');
    await window.client.loginByUsername('ada', 'analytical');
  }, { appId: sandbox.appId, appHost: sandbox.url, socketUri, ...options });
  t.after(async () => {
    for (const name of await page.evaluate(() => window.called)) called.add(name);
    await page.close();
    const places = [address, sandbox.url, 'data:'];
    assert.deepEqual(requests.filter(url => !places.some(place => url.startsWith(place))), []);
  });
  return { sandbox, page };
}

/** Calls a method that asks the user for a file, upon a click as browsers want it, and picks the picture. */
async function withPicture(page, name) {
  const chooser = page.waitForEvent('filechooser');
  const done = page.evaluate(name => {
    const [method, part] = name.split('.').reverse();
    const client = part ? window.client[part] : window.client;
    return new Promise((resolve, reject) => {
      const fail = error => reject(JSON.stringify(error));
      document.querySelector('button').onclick = () => client[method]().then(resolve, fail);
    });
  }, name);
  await page.click('button');
  await (await chooser).setFiles(PICTURE);
  return done;
}

test('the session is kept in localStorage', async t => {
  const { page } = await application(t);
  const [stored, token] = await page.evaluate(() => [
    JSON.parse(localStorage.getItem('_authing_user')),
    localStorage.getItem('_authing_token'),
  ]);
  assert.deepEqual([stored.id, stored.token], ['ada', token]);
  await page.evaluate(() => window.client.logout());
  assert.equal(await page.evaluate(() => localStorage.getItem('_authing_token')), null);
});

for (const method of ['uploadAvatar', 'updateAvatar']) {
  test(`${method} sends the picture that was picked`, async t => {
    const { page } = await application(t);
    const { photo } = await withPicture(page, method);
    const kept = await fetch(photo);
    assert.deepEqual(Buffer.from(await kept.arrayBuffer()), PICTURE.buffer);
  });
}

test('mfa.associateFaceByLocalFile and mfa.associateFaceByBlob', async t => {
  const { page } = await application(t);
  const user = await withPicture(page, 'mfa.associateFaceByLocalFile');
  assert.equal(user.id, 'ada');
  const again = await page.evaluate(() => {
    const picture = new Blob(['x'], { type: 'image/png' });
    return window.client.mfa.associateFaceByBlob({ baseFace: picture, compareFace: picture }).catch(error => error);
  });
  assert.equal(again.code, 1706);
});

test('browserFingerprint reports this browser', async t => {
  const { page } = await application(t);
  assert.equal(await page.evaluate(() => window.client.browserFingerprint.createDevice()), true);
  const [{ browserId }, { browserId: same }, devices] = await page.evaluate(async () => {
    const { browserFingerprint } = window.client;
    const seen = [browserFingerprint.getBrowserFingers(), browserFingerprint.getDeviceInfo()];
    return Promise.all([...seen, browserFingerprint.myDevicesList()]);
  });
  assert.deepEqual([same, devices.length, devices[0].online], [browserId, 1, true]);
  assert.equal(devices[0].device.deviceUniqueId, browserId);
});

for (const kind of ['qrcode', 'wxqrcode', 'wechatmpqrcode']) {
  test(`${kind}.startScanning shows a code and reports the phone`, async t => {
    const { sandbox, page } = await application(t);
    await page.evaluate(kind => {
      window.told = {};
      const tell = name => (...args) => {
        window.told[name] = args;
      };
      const callbacks = { onCodeShow: tell('shown'), onScanned: tell('scanned'), onSuccess: tell('success') };
      window.client[kind].startScanning('place', { interval: 50, autoExchangeUserInfo: true, ...callbacks });
    }, kind);
    const [random] = await (await page.waitForFunction(() => window.told.shown)).jsonValue();
    await sandbox.control(`qr/${random}`, { scan: 'ada' });
    const [who] = await (await page.waitForFunction(() => window.told.scanned)).jsonValue();
    assert.equal(who.nickname, 'Ada');
    await sandbox.control(`qr/${random}`, 'confirm');
    const [user] = await (await page.waitForFunction(() => window.told.success)).jsonValue();
    assert.equal(user.id, 'ada');
  });
}

const PROTOCOLS = ['oidc', 'saml', 'cas', 'oauth', 'azure-ad'];
const SOURCES = {
  users: [ADA, { id: 'eve', nickname: '</script><b>Eve</b>' }],
  application: {
    loginPage: { logInAs: 'eve' },
    socialConnections: [{ provider: 'github', identifier: 'gh' }],
    identityProviders: PROTOCOLS.map(protocol => ({ protocol, identifier: `corp-${protocol}` })),
  },
};

/** Logs in at a source in a window, which is told what came of it. */
function logInAt(page, part, ...source) {
  const ask = ([part, source]) =>
    new Promise(resolve => {
      const onSuccess = user => resolve({ user, token: localStorage.getItem('_authing_token') });
      const onError = (code, message) => resolve({ code, message });
      window.client[part].authorize(...source, { onSuccess, onError });
    });
  return page.evaluate(ask, [part, source]);
}

test('social.authorize and enterprise.authorize log in the user who returns', async t => {
  const { page } = await application(t, { seed: SOURCES });
  const enterprises = PROTOCOLS.map(protocol => ['enterprise', protocol, `corp-${protocol}`]);
  for (const source of [['social', 'github'], ['social', 'gh'], ...enterprises]) {
    const { user, token } = await logInAt(page, ...source);
    assert.deepEqual([user.id, user.nickname, user.token], ['eve', '</script><b>Eve</b>', token], source.join());
    assert.equal((await page.evaluate(() => window.client.checkLoginStatus())).data.id, 'eve');
  }
});

test('a user who declines is not logged in', async t => {
  const { sandbox, page } = await application(t, { seed: SOURCES });
  await sandbox.control('login-page', 'deny');
  assert.equal((await logInAt(page, 'social', 'github')).code, 1001);
  assert.equal((await logInAt(page, 'enterprise', 'saml', 'corp-saml')).code, 1001);
  assert.equal(await page.evaluate(() => window.client.checkLoggedIn()), 'ada', 'the session must stay');
});

/** Subscribes to an event; what is heard, and what went wrong, goes into `heard`. */
function subscribe(page, name) {
  return page.evaluate(name => {
    window.heard = [];
    window.client.event.sub(name, data => window.heard.push(data), error => window.heard.push(`failed: ${error}`));
  }, name);
}

const heard = async (page, count) =>
  (await page.waitForFunction(count => window.heard.length >= count && window.heard, count)).jsonValue();

test('event.sub receives published events, also after the connection was cut', async t => {
  const { sandbox, page } = await application(t);
  await sandbox.fault({ at: '/events/v1/authentication/sub', times: 1, effect: 'cut' });
  const again = page.waitForEvent('websocket').then(() => page.waitForEvent('websocket'));
  await subscribe(page, 'order.created');
  await again;
  await page.waitForFunction(() => window.client.event.wsMap['order.created'].socket.readyState === WebSocket.OPEN);
  await page.evaluate(() => window.client.event.pub('order.created', '{"id":1}'));
  await page.evaluate(() => window.client.event.pub('order.paid', '{"id":1}'));
  await sandbox.control('events', { name: 'order.created', data: { id: 2 } });
  assert.deepEqual(await heard(page, 2), ['{"id":1}', '{"id":2}']);
});

test('event.sub fails without a session', async t => {
  const { page } = await application(t, { retryTimes: 1 });
  await page.evaluate(() => window.client.logout());
  await subscribe(page, 'order.created');
  const [failure] = await heard(page, 1);
  assert.match(failure, /^failed: socket/);
});

test('every method that needs a browser was called', async () => {
  const known = JSON.parse(await readFile(new URL('methods.json', import.meta.url), 'utf8'))['authing-js-sdk'];
  const wanted = Object.keys(known).filter(name => known[name].startsWith('browser: '));
  assert.deepEqual(wanted.filter(name => !called.has(name)), []);
});
