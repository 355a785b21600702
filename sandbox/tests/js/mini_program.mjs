// The example examples/mini_program in a real browser: the page that plays a mini-program, on the back end with authing-axum.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { launch, open } from './chromium.mjs';
import { run } from './example.mjs';

const VIEWPORT = { width: 400, height: 800 };
/** A picture of one pixel. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

/** Starts the example for a test, and gives its address. */
async function start(t) {
  const folder = await mkdtemp(path.join(tmpdir(), 'mini-program-'));
  t.after(() => rm(folder, { recursive: true }));
  return run(t, 'mini-program', { LISTEN: '127.0.0.1:0', SESSIONS: folder });
}

/** The page in a browser of this language. */
async function visit(t, locale = 'en-US') {
  const url = await start(t);
  const browser = await launch(t, { locale, viewport: VIEWPORT });
  const visited = await open(browser);
  await visited.page.goto(url);
  return { url, browser, ...visited };
}

const button = (page, name) => page.getByRole('button', { name, exact: true });

/** Whether the page needs no sideways scrolling. */
const fits = page => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

/** A picture of the page, for the documentation, where `SCREENSHOTS` names a folder. */
async function picture(page, name) {
  const folder = process.env.SCREENSHOTS;
  if (folder) await page.screenshot({ path: path.join(folder, name) });
}

test('a user logs in, gives the phone number, changes the profile and the avatar, and leaves', async t => {
  const { page, url, complaints, requests } = await visit(t);
  await picture(page, 'guest.png');
  await button(page, 'Log in with WeChat').click();
  await page.locator('#member').waitFor();
  assert.ok(await fits(page));
  await picture(page, 'phone.png');

  await button(page, 'Use my phone number').click();
  await button(page, 'Decline').click();
  await page.getByText('You can go on without a phone number.').waitFor();
  await button(page, 'Use my phone number').click();
  await picture(page, 'consent.png');
  await button(page, 'Allow').click();
  await page.getByText('Your phone number is bound.').waitFor();
  assert.equal(await page.locator('#phone').textContent(), '17612346754');

  await page.getByLabel('Nickname').fill('Ada');
  await page.getByLabel('Company').fill('Analytical Engines');
  await button(page, 'Save').click();
  await page.getByText('Saved.').waitFor();
  assert.equal(await page.locator('#name').textContent(), 'Ada');

  const shown = page.evaluate(() => new Promise(seen => {
    const progress = document.getElementById('progress');
    new MutationObserver(() => seen(!progress.hidden)).observe(progress, { attributes: true });
  }));
  await page.getByLabel('New avatar').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: PICTURE });
  await page.getByText('Your avatar is here.').waitFor();
  assert.ok(await shown, 'the upload must show its progress');
  assert.ok(await page.locator('#photo').evaluate(async photo => (await photo.decode(), photo.naturalWidth === 1)));
  await picture(page, 'member.png');

  await page.reload();
  await page.locator('#member').waitFor();
  assert.equal(await page.getByLabel('Company').inputValue(), 'Analytical Engines', 'the session goes on');
  await button(page, 'Log out').click();
  await page.locator('#guest').waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem('session')), null);

  assert.deepEqual(complaints, []);
  const foreign = requests.filter(address => !address.startsWith(url) && !address.startsWith('data:'));
  assert.ok(foreign.every(address => new URL(address).hostname === '127.0.0.1'), 'everything must come from this machine');
});

test('the old phone button gives the number, too, and a number of another account is not taken', async t => {
  const { page, complaints } = await visit(t);
  /** Presses one of the buttons, allows it, and gives the body that the back end is sent. */
  const press = async name => {
    await button(page, name).click();
    const sent = page.waitForRequest(request => request.url().endsWith('/api/login/phone'));
    await button(page, 'Allow').click();
    return (await sent).postDataJSON();
  };
  await button(page, 'Log in with WeChat').click();
  await button(page, 'The same with the old button').click();
  await button(page, 'Decline').click();
  await page.getByText('You can go on without a phone number.').waitFor();
  assert.deepEqual(Object.keys(await press('The same with the old button')), ['code', 'iv', 'encryptedData']);
  await page.getByText('Your phone number is bound.').waitFor();
  assert.equal(await page.locator('#phone').textContent(), '17612346754');
  assert.ok(await page.locator('#phone-buttons').isHidden(), 'nobody is asked for a number that is there');

  await button(page, 'Log out').click();
  await page.getByLabel('WeChat user').selectOption('Bob');
  await button(page, 'Log in with WeChat').click();
  await page.locator('#member').waitFor();
  await page.reload();
  assert.deepEqual(Object.keys(await press('Use my phone number')), ['code', 'phoneCode']);
  await page.getByText('This number belongs to another account, so yours has none.').waitFor();
  await picture(page, 'not-taken.png');
  assert.equal(await page.locator('#phone').textContent(), '');
  assert.ok(await button(page, 'Use my phone number').isVisible(), 'another number can be given');
  assert.deepEqual(complaints, []);
});

test('a code of the phone button that was used is refused, and the user goes on', async t => {
  const { page } = await visit(t, 'zh-CN');
  const problem = page.getByRole('alert');
  await page.getByText('可能出的问题').click();
  await button(page, '重复使用手机号按钮的 code').click();
  await button(page, '允许').click();
  await problem.getByText('请先登录。').waitFor();

  await button(page, '微信登录').click();
  await page.locator('#member').waitFor();
  await button(page, '使用旧版手机号按钮').waitFor();
  await button(page, '重复使用手机号按钮的 code').click();
  await button(page, '允许').click();
  await problem.getByText('凭证已失效，请重试。').waitFor();
  assert.match(await problem.textContent(), /code_refused/);
  const { y } = await problem.boundingBox();
  assert.ok(y >= 0 && y < VIEWPORT.height, `the problem must be in sight, not at ${y}`);
  await picture(page, 'used-phone-code.png');
  assert.equal(await page.locator('#phone').textContent(), '17612346754', 'the first use has counted');
  await page.getByLabel('昵称').fill('Ada');
  await button(page, '保存').click();
  await page.getByText('已保存。').waitFor();
});

test('what goes wrong is said in the language of the user', async t => {
  const { page } = await visit(t, 'zh-CN');
  assert.equal(await page.title(), '茶馆');
  const problem = page.getByRole('alert');
  await page.getByText('可能出的问题').click();

  await button(page, '用已使用过的 code 登录').click();
  await problem.getByText('凭证已失效，请重试。').waitFor();
  assert.match(await problem.textContent(), /code_refused/);
  await button(page, '微信拒绝下一个 code：过于频繁').click();
  await button(page, '微信登录').click();
  await problem.getByText('操作过于频繁，请稍后再试。').waitFor();
  await button(page, '每种请求时 Authing 各出错一次').click();
  await button(page, '微信登录').click();
  await problem.getByText('登录服务暂时不可用，请稍后再试。').waitFor();
  await picture(page, 'problem.png');

  // The same button works when the trouble is over.
  await button(page, '微信登录').click();
  await page.locator('#member').waitFor();
  await button(page, 'English').click();
  await button(page, 'The session ends on another device').click();
  await page.getByText('Now try something.').waitFor();
  await page.getByLabel('Nickname').fill('Ada');
  await button(page, 'Save').click();
  await problem.getByText('Your session has ended. Please log in again.').waitFor();
  await page.locator('#guest').waitFor();
  await button(page, 'Log in with WeChat').click();
  await page.locator('#member').waitFor();
});

test('a file that is no picture or too large is refused, and the page fits on a small screen', async t => {
  const { page } = await visit(t);
  await page.setViewportSize({ width: 320, height: 560 });
  await button(page, 'Log in with WeChat').click();
  await page.locator('#member').waitFor();
  const upload = buffer => page.getByLabel('New avatar').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer });
  await upload(Buffer.from('no picture'));
  await page.getByRole('alert').getByText('This kind of file is not supported.').waitFor();
  await upload(Buffer.concat([PICTURE, Buffer.alloc(6 << 20)]));
  await page.getByRole('alert').getByText('This file is too large.').waitFor();
  assert.ok(await fits(page));
});
