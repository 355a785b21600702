// @authing/guard, Authing's login form for web pages, in Chromium: logins with a password, with a code, by a QR code and with a
// second factor, registrations, and passwords that were forgotten or have to be changed.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, test } from 'node:test';

import { launch, open } from './chromium.mjs';
import { start } from './sandbox.mjs';
import { totp } from './totp.mjs';

const PACKAGE = path.dirname(createRequire(import.meta.url).resolve('@authing/guard/package.json'));
const FILES = { '/guard.min.js': 'text/javascript', '/guard.min.css': 'text/css' };
const HTML = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">
  <link rel="stylesheet" href="guard.min.css"><div id="form"></div><script src="guard.min.js"></script>`;
const PHONE = '17612346754';
const ADA = { id: 'ada', username: 'ada', email: 'ada@example.com', phone: PHONE, password: 'analytical' };
const AUTHENTICATOR = {
  authenticatorType: 'totp',
  enable: true,
  secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  recoveryCode: '10af-4f2f-f34f',
};

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

/** A page with the form, of a sandbox with this seed besides Ada; `window.user` is whoever logs in, `window.registered` whoever registers. */
async function form(t, seed = {}) {
  const sandbox = await start(t, { users: [ADA], passwordKeyBits: 1024, ...seed });
  const { page, complaints, requests } = await open(browser);
  const address = await serve(t);
  await page.goto(address);
  await page.evaluate(options => {
    window.guard = new GuardFactory.Guard({ lang: 'en-US', ...options });
    window.failures = [];
    window.guard.on('login-error', failure => window.failures.push(failure));
    window.guard.on('register', user => {
      window.registered = user;
    });
    window.guard.start('#form').then(user => {
      window.user = user;
    });
  }, { appId: sandbox.appId, host: sandbox.url });
  t.after(async () => {
    await page.close();
    const places = [address, sandbox.url, 'data:'];
    assert.deepEqual(requests.filter(url => !places.some(place => url.startsWith(place))), []);
  });
  return { sandbox, page, complaints };
}

const user = async page => (await page.waitForFunction(() => window.user)).jsonValue();
const registered = async page => (await page.waitForFunction(() => window.registered)).jsonValue();
const submit = page => page.click('button[type=submit]:visible');

/** Lets the form send a code, and fills it in. `field` is the prefix of the ids of the fields. */
async function fillCode(sandbox, page, field, address) {
  await page.fill(`#${field}_identify`, address);
  await page.getByText('Send Code').click();
  await page.getByText(/\d+ seconds/).waitFor();
  await page.fill(`#${field}_code`, await sandbox.code(address));
}

/** Types a code into the boxes of its digits. The form sends it with the last one. */
async function typeDigits(page, code) {
  await page.locator('input:visible').first().click();
  await page.keyboard.type(code);
}

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
    await fillCode(sandbox, page, 'phoneCode', address);
    await submit(page);
    assert.equal((await user(page)).id, 'ada');
  });
}

test('the form says that a code is wrong', async t => {
  const { sandbox, page } = await form(t);
  await page.getByText('Verify Code').click();
  await fillCode(sandbox, page, 'phoneCode', 'ada@example.com');
  await page.fill('#phoneCode_code', await sandbox.code('ada@example.com') === '000000' ? '111111' : '000000');
  await submit(page);
  await page.getByText('the code is wrong').waitFor();
});

test('the form registers with a mail address and a password', async t => {
  const { sandbox, page, complaints } = await form(t);
  await page.getByText('Sign Up').click();
  await page.fill('#emailRegister_email', 'eve@example.com');
  await page.fill('#emailRegister_password', 'passw0rd!');
  await page.fill('#emailRegister_new-password', 'passw0rd!');
  await submit(page);
  const { id, email } = await registered(page);
  assert.equal(email, 'eve@example.com');
  // The form goes on with the login.
  await signIn(page, 'eve@example.com', 'passw0rd!');
  assert.equal((await user(page)).id, id);
  assert.equal((await sandbox.state()).users.length, 2);
  assert.deepEqual(complaints, []);
});

for (const [address, member] of [['13012345678', 'phone'], ['eve@example.com', 'email']]) {
  test(`the form registers with a code that was sent to the ${member}`, async t => {
    const { sandbox, page, complaints } = await form(t);
    await page.getByText('Sign Up').click();
    await page.getByText('Verify Code').click();
    await fillCode(sandbox, page, 'emailRegister', address);
    await submit(page);
    const user = await registered(page);
    assert.deepEqual([user[member], user[`${member}Verified`]], [address, true]);
    assert.deepEqual(complaints, []);
  });
}

for (const address of ['ada@example.com', PHONE]) {
  test(`the form replaces a forgotten password after a code that was sent to ${address}`, async t => {
    const { sandbox, page } = await form(t);
    await page.getByText('Forgot Password').click();
    await fillCode(sandbox, page, 'rePassword', address);
    await submit(page);
    await page.fill('#resetPassword_password', 'difference');
    await page.fill('#resetPassword_repeatPassword', 'difference');
    await submit(page);
    await page.getByText('Reset successfully', { exact: true }).waitFor();
    await submit(page);
    await signIn(page, 'ada', 'difference');
    assert.equal((await user(page)).id, 'ada');
  });
}

/** Fills in the page that asks for a new password. */
async function fillPassword(page, fields) {
  for (const [name, text] of Object.entries(fields)) await page.fill(`#resetPassword_${name}`, text);
  await submit(page);
}

/** The form confirms the new password and goes back to the login, which works with it. */
async function logsInWith(page, password) {
  await page.getByText('Change the password successfully, please log in again').waitFor();
  assert.equal(await page.evaluate(() => window.user), undefined);
  await signIn(page, 'ada', password);
  assert.equal((await user(page)).id, 'ada');
}

test('the form asks for a password of the user\'s own at the first login', async t => {
  const { page, complaints } = await form(t, { users: [{ ...ADA, firstLogin: true }] });
  await signIn(page, 'ada', 'analytical');
  await page.getByText('please set your new password').waitFor();
  await fillPassword(page, { password: 'difference', password2: 'difference' });
  await logsInWith(page, 'difference');
  assert.deepEqual(complaints, []);
});

test('the form asks for another password in place of an old one', async t => {
  const { page, complaints } = await form(t, { users: [{ ...ADA, mustResetPassword: true }] });
  await signIn(page, 'ada', 'analytical');
  await page.getByText('Please reset your password').waitFor();
  await fillPassword(page, { oldPassword: 'wrong password', password: 'difference', password2: 'difference' });
  await page.getByText('the old password is wrong').waitFor();
  await fillPassword(page, { oldPassword: 'analytical' });
  await logsInWith(page, 'difference');
  assert.deepEqual(complaints, []);
});

test('the form logs in by a QR code that a phone scans', async t => {
  const { sandbox, page, complaints } = await form(t);
  const asked = page.waitForRequest(/qrcode\/check/);
  await page.click('.g2-qrcode-switch .switch-img');
  const random = new URL((await asked).url()).searchParams.get('random');
  await sandbox.control(`qr/${random}`, { scan: 'ada' });
  await page.getByText('Scan Success').waitFor();
  await sandbox.control(`qr/${random}`, 'confirm');
  assert.equal((await user(page)).id, 'ada');
  assert.deepEqual(complaints, []);
});

for (const [policy, address] of [['SMS', PHONE], ['EMAIL', 'ada@example.com']]) {
  test(`the form asks for a second factor, a code by ${policy}`, async t => {
    const { sandbox, page, complaints } = await form(t, { applicationMfa: [policy] });
    await signIn(page, 'ada', 'analytical');
    await page.getByText(/\d+ seconds/).waitFor();
    assert.equal(await page.evaluate(() => window.user), undefined);
    await typeDigits(page, await sandbox.code(address));
    assert.equal((await user(page)).id, 'ada');
    assert.deepEqual(complaints, []);
  });
}

test('the form binds an authenticator that the application requires', async t => {
  const { sandbox, page, complaints } = await form(t, { applicationMfa: ['OTP'] });
  await signIn(page, 'ada', 'analytical');
  await page.getByText('Confirm').click();
  await page.getByText('MFA Binding').waitFor();
  await page.locator('input:visible').first().waitFor();
  const { secret } = (await sandbox.state()).users[0].authenticator;
  await typeDigits(page, totp(secret, Date.now() / 1000));
  await submit(page);
  await page.check('#remember');
  assert.equal(await page.evaluate(() => window.user), undefined);
  await submit(page);
  assert.equal((await user(page)).id, 'ada');
  assert.deepEqual(complaints, []);
});

test('the form asks for a code of the authenticator', async t => {
  const { page, complaints } = await form(t, { users: [{ ...ADA, authenticator: AUTHENTICATOR }] });
  await signIn(page, 'ada', 'analytical');
  await page.getByText('Use recovery code').waitFor();
  await typeDigits(page, totp(AUTHENTICATOR.secret, Date.now() / 1000));
  assert.equal((await user(page)).id, 'ada');
  assert.deepEqual(complaints, []);
});

test('the form takes a recovery code, and shows the next one', async t => {
  const { sandbox, page } = await form(t, { users: [{ ...ADA, authenticator: AUTHENTICATOR }] });
  await signIn(page, 'ada', 'analytical');
  await page.getByText('Use recovery code').click();
  await page.fill('#recoveryCode', AUTHENTICATOR.recoveryCode);
  await submit(page);
  await page.check('#remember');
  const { recoveryCode } = (await sandbox.state()).users[0].authenticator;
  await page.getByText(recoveryCode).waitFor();
  await submit(page);
  assert.equal((await user(page)).id, 'ada');
});
