// @authing/guard, Authing's login form for web pages, in Chromium: its form logs a user in with a password and with a code.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, test } from 'node:test';

import { launch, open } from './chromium.mjs';
import { start } from './sandbox.mjs';

const PACKAGE = path.dirname(createRequire(import.meta.url).resolve('@authing/guard/package.json'));
const FILES = { '/guard.min.js': 'text/javascript', '/guard.min.css': 'text/css' };
const HTML = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
  <link rel="stylesheet" href="guard.min.css"><div id="form"></div><script src="guard.min.js"></script>`;
const PHONE = '17612346754';
const ADA = { id: 'ada', username: 'ada', email: 'ada@example.com', phone: PHONE, password: 'analytical' };

const browser = await launch({ after });

/** Serves a page and the bundle of Guard. */
async function serve(t) {
  const server = createServer((request, reply) => {
    const type = FILES[request.url];
    if (!type) return reply.setHeader('content-type', 'text/html').end(HTML);
    createReadStream(path.join(PACKAGE, 'dist/global', request.url)).pipe(reply.setHeader('content-type', type));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}/`;
}

/** A page with the form; `window.user` is whoever logs in. */
async function form(t, options = {}) {
  const sandbox = await start(t, { users: [ADA] });
  const { page, complaints, requests } = await open(browser);
  const address = await serve(t);
  await page.goto(address);
  await page.evaluate(options => {
    window.guard = new GuardFactory.Guard({ lang: 'en-US', ...options });
    window.failures = [];
    window.guard.on('login-error', failure => window.failures.push(failure));
    window.guard.start('#form').then(user => {
      window.user = user;
    });
  }, { appId: sandbox.appId, host: sandbox.url, ...options });
  t.after(async () => {
    await page.close();
    const places = [address, sandbox.url, 'data:'];
    assert.deepEqual(requests.filter(url => !places.some(place => url.startsWith(place))), []);
  });
  return { sandbox, page, complaints };
}

const user = async page => (await page.waitForFunction(() => window.user)).jsonValue();

async function signIn(page, name, password) {
  await page.fill('#passworLogin_account', name);
  await page.fill('#passworLogin_password', password);
  await page.click('button[type=submit]');
}

for (const name of ['ada', 'ada@example.com', PHONE]) {
  test(`the form logs in with ${name} and a password`, async t => {
    const { page, complaints } = await form(t);
    await signIn(page, name, 'analytical');
    const { id } = await user(page);
    assert.equal(id, 'ada');
    const { status, data } = await page.evaluate(() => window.guard.checkLoginStatus());
    assert.deepEqual([status, data.id], [true, 'ada']);
    assert.deepEqual(complaints, []);
  });
}

test('the form says that a password is wrong', async t => {
  const { page } = await form(t);
  await signIn(page, 'ada', 'wrong');
  await page.getByText('the password is wrong').waitFor();
  assert.equal(await page.evaluate(() => window.user), undefined);
});

for (const [address, input] of [[PHONE, 'phone'], ['ada@example.com', 'mail']]) {
  test(`the form logs in with a code that was sent by ${input}`, async t => {
    const { sandbox, page } = await form(t);
    await page.getByText('Verify Code').click();
    await page.fill('#phoneCode_identify', address);
    await page.getByText('Send Code').click();
    await page.getByText(/\d+ seconds/).waitFor();
    await page.fill('#phoneCode_code', await sandbox.code(address));
    await page.click('button[type=submit]:visible');
    assert.equal((await user(page)).id, 'ada');
  });
}
