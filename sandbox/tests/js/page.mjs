// The page of the sandbox in a real browser.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { launch, open } from './chromium.mjs';
import { jsClient, refused } from './client.mjs';
import { start } from './sandbox.mjs';

const EVIL = '<script>document.title = "taken"</script><img src="/x" onerror="document.title = `taken`"><b>Ada</b>';
const SEED = {
  users: [
    { id: 'ada', nickname: EVIL, username: 'ada', email: 'ada@example.com', password: 'analytical' },
    { id: 'bob', nickname: 'Bob', phone: '17612346754' },
  ],
};

/** What a table shows, row by row, without the labels of its buttons. */
async function table(page, id) {
  return page.locator(`#${id} tbody tr`).evaluateAll(rows =>
    rows.map(row => [...row.cells].map(cell => {
      const copy = cell.cloneNode(true);
      for (const button of copy.querySelectorAll('button')) button.remove();
      return copy.textContent.trim();
    })));
}

/** Clicks a button of a section. */
function click(page, name, section) {
  return page.locator(section).getByRole('button', { name, exact: true }).first().click();
}

for (const javaScriptEnabled of [true, false]) {
  const scripts = `scripts ${javaScriptEnabled ? 'allowed' : 'forbidden'}`;

  test(`the page shows what is there, ${scripts}`, async t => {
    const sandbox = await start(t, SEED);
    const { page, complaints, requests } = await open(await launch(t, { javaScriptEnabled }));
    const address = `${sandbox.url}/sandbox`;
    const first = await page.goto(address);
    assert.equal(first.status(), 200);
    assert.match(first.headers()['content-type'], /^text\/html/);

    const client = jsClient(sandbox);
    await client.sendSmsCode('17612346754');
    await client.loginByUsername('ada', 'analytical');
    await refused(client.loginByUsername('ada', 'difference'), 2006);
    await sandbox.fault({ at: 'logout', times: 2, effect: 'status', status: 503 });
    await page.reload();

    const users = await table(page, 'users');
    assert.deepEqual(users.map(([name]) => name), [`${EVIL}ada`, 'Bobbob'], 'a name must be shown as text');
    assert.deepEqual(users[0].slice(1, 3), ['ada', 'ada@example.com']);
    assert.equal(await page.title(), 'Authing sandbox');
    assert.equal(await page.locator('b, img, script:not([src])').count(), 0);

    const [[, to, , code, used]] = await table(page, 'codes');
    assert.deepEqual([to, code, used], ['17612346754', await sandbox.code('17612346754'), 'unused']);
    const asked = await table(page, 'requests');
    const operations = ['loginByUsername', 'loginByUsername', 'getPublicKey', 'sendSmsCode'];
    assert.deepEqual(asked.map(([, operation]) => operation), operations, 'the latest request must be first');
    assert.match(asked[0][3], /^200 2006/);
    const body = page.locator('#requests tbody tr').first().locator('pre').first();
    const { input } = JSON.parse(await body.textContent());
    assert.deepEqual([input.username, input.password], ['ada', '[redacted]']);
    const [[, operation, answer]] = await table(page, 'problems-now');
    assert.equal(operation, 'loginByUsername');
    assert.match(answer, /2006.*password is wrong/s);
    assert.deepEqual((await table(page, 'faults-now'))[0].slice(0, 3), ['logout', 'status 503', '2 times left']);
    assert.equal((await table(page, 'sessions')).length, 1);

    assert.deepEqual(complaints, []);
    const own = [address, `${address}/page.css`, `${address}/page.js`, `${address}/changes`];
    assert.deepEqual([...new Set(requests)].filter(url => !own.includes(url)), [], 'the page must load only its own files');
  });

  test(`the forms work, ${scripts}`, async t => {
    const sandbox = await start(t, SEED);
    const { page, complaints } = await open(await launch(t, { javaScriptEnabled }));
    await page.goto(`${sandbox.url}/sandbox`);

    await page.locator('#add-user summary').click();
    await page.locator('#add-user').getByLabel('Nickname').fill('Grace');
    await page.locator('#add-user').getByLabel('User name').fill('grace');
    await page.locator('#add-user').getByLabel('Password').fill('compiler');
    await click(page, 'Add', '#add-user');
    await page.locator('#users').getByText('Grace', { exact: true }).waitFor();
    await jsClient(sandbox).loginByUsername('grace', 'compiler');

    await page.locator('#users tbody tr').nth(1).getByRole('link', { name: 'Edit' }).click();
    await page.locator('#user').getByLabel('Nickname').fill('Robert');
    await click(page, 'Save', '#user');
    await page.locator('#users tbody').getByText('Robert').waitFor();
    await page.locator('#user').waitFor({ state: 'detached' });

    await click(page, 'New login code', '#wechat');
    await page.locator('#wechat-now tbody tr').first().waitFor();
    const [[, openid, code]] = await table(page, 'wechat-now');
    const login = await fetch(`${sandbox.url}/connections/social/wechat-miniprogram/auth`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-authing-app-id': sandbox.appId },
      body: JSON.stringify({ code }),
    });
    const { data: { token } } = await login.json();
    assert.ok(token && openid === 'openid-ada');

    await page.locator('#add-fault summary').click();
    await page.getByLabel('Operation or path').fill('nosuchOperation');
    await page.locator('#add-fault').getByRole('button', { name: 'Add' }).click();
    await page.getByRole('alert').getByText('no operation of the contract').waitFor();
    if (javaScriptEnabled) assert.equal(await page.getByLabel('Operation or path').inputValue(), 'nosuchOperation');
    else await page.locator('#add-fault summary').click();
    await page.getByLabel('Operation or path').fill('logout');
    await click(page, 'Add', '#add-fault');
    await page.locator('#faults-now tbody tr').waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
    await click(page, 'Remove', '#faults-now');
    await page.locator('#faults-now').getByText('No fault waits').waitFor();

    const before = (await sandbox.control('clock')).now;
    await click(page, '+1 hour', '#clock');
    await page.locator('#clock').getByText('not the time of this machine').waitFor();
    assert.ok((await sandbox.control('clock')).now >= before + 3600);
    await click(page, 'Back to now', '#clock');
    await page.locator('#clock').getByText('not the time').waitFor({ state: 'detached' });

    // A refused form is an HTTP error, which Chromium notes.
    assert.deepEqual(complaints.filter(complaint => !complaint.includes('400')), []);
  });
}

test('the page follows what happens, and leaves alone what its reader does', async t => {
  const sandbox = await start(t, SEED);
  const { page, complaints } = await open(await launch(t));
  await page.goto(`${sandbox.url}/sandbox`);
  await page.getByText('The page follows what happens.').waitFor();
  await page.getByRole('searchbox', { name: 'Filter' }).fill('half a w');
  const client = jsClient(sandbox);
  await refused(client.loginByUsername('ada', 'difference'), 2006);
  await page.locator('#problems').getByText('the password is wrong').waitFor();
  await page.locator('#requests summary').first().click();

  await client.sendSmsCode('17612346754');
  const code = await sandbox.code('17612346754');
  await page.locator('#codes').getByText(code, { exact: true }).waitFor();
  await page.getByRole('status').getByText(`New code 17612346754: ${code}`).waitFor({ state: 'attached' });
  assert.equal(await page.getByRole('searchbox', { name: 'Filter' }).inputValue(), 'half a w');
  const opened = page.locator('#requests details[open]');
  assert.match(await opened.textContent(), /loginByUsername|graphql/, 'what was opened must stay open');

  await page.getByRole('link', { name: 'All refused requests' }).click();
  await page.waitForURL(/only=problems/);
  const rows = await table(page, 'requests');
  assert.deepEqual(rows.map(([, operation]) => operation), ['loginByUsername']);
  assert.deepEqual(complaints, []);
});

test('a request is replayed with curl, and values are copied', async t => {
  const sandbox = await start(t, SEED);
  const browser = await launch(t);
  await browser.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: sandbox.url });
  const { page } = await open(browser);
  const client = jsClient(sandbox);
  await client.loginByUsername('ada', 'analytical');
  await client.updateProfile({ nickname: "O'Ada \\ $(date)" });
  await client.updateProfile({ nickname: 'Ada' });
  await page.goto(`${sandbox.url}/sandbox?requests=updateUser`);
  const row = page.locator('#requests tbody tr').nth(1);
  await row.locator('summary').click();
  await row.getByRole('button', { name: 'Copy' }).click();
  await row.getByRole('button', { name: 'Copied' }).waitFor();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const { stdout } = await promisify(execFile)('sh', ['-c', `${command} --silent`]);
  assert.equal(JSON.parse(stdout).data.updateUser.nickname, "O'Ada \\ $(date)");
  assert.equal((await sandbox.state()).users[0].nickname, "O'Ada \\ $(date)");
});

/** The texts that are hard to read, because their colour is too near to that behind them (WCAG 2.2, 1.4.3). */
function faintTexts(page) {
  return page.locator('body *').evaluateAll(elements => {
    const parts = colour => colour.match(/[\d.]+/g).map(Number);
    const luminance = colour => {
      const [r, g, b] = parts(colour).map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = element => {
      const colour = getComputedStyle(element ?? document.documentElement).backgroundColor;
      return element && parts(colour)[3] === 0 ? behind(element.parentElement) : colour;
    };
    const contrast = element => {
      const [dark, light] = [getComputedStyle(element).color, behind(element)].map(luminance).sort((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    };
    const hasText = element => [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    const faint = elements.filter(element => hasText(element) && element.checkVisibility() && contrast(element) < 4.5);
    return faint.map(element => `${element.outerHTML.slice(0, 100)}: ${contrast(element)}`);
  });
}

for (const [locale, title, language, other] of [
  ['en-GB', 'Authing sandbox', 'en', '中文'],
  ['zh-CN', 'Authing 沙箱', 'zh-CN', 'English'],
]) {
  test(`the page fits every window and can be read, ${locale}`, async t => {
    const sandbox = await start(t, SEED);
    const client = jsClient(sandbox);
    await client.sendSmsCode('17612346754');
    await client.loginByUsername('ada', 'analytical');
    await sandbox.control('wechat/openid-ada', 'login');
    await sandbox.control('wechat/openid-ada', { pressPhoneButton: '17612346754' });
    await sandbox.control('wechat/openid-ada', { pressRealtimePhoneButtonCode: '+85261234567' });
    await sandbox.fault({ at: '/a/very/long/path/that/has/no/end/'.repeat(5), effect: 'redirect', to: `/${'x'.repeat(300)}` });
    await sandbox.fault({ at: 'getJwks', times: 1, effect: 'cut' });
    await fetch(`${sandbox.url}/oidc/.well-known/jwks.json`);
    await fetch(`${sandbox.url}/api/v2/${'unknown'.repeat(40)}?${'query'.repeat(40)}=1`);
    const { page, complaints } = await open(await launch(t, { locale }));
    await page.goto(`${sandbox.url}/sandbox?user=bob`);
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), title);
    assert.equal(await page.locator('html').getAttribute('lang'), language);
    await page.locator('details').evaluateAll(all => all.forEach(details => details.setAttribute('open', '')));
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await faintTexts(page), [], colorScheme);
    }
    for (const width of [400, 700, 1200]) {
      await page.setViewportSize({ width, height: 900 });
      const { scrollWidth, clientWidth } = await page.locator('html').evaluate(
        ({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }),
      );
      assert.equal(scrollWidth, clientWidth, `the page is wider than a window of ${width} px`);
    }
    const unnamed = await page.locator('input:not([type=hidden]), select, button').evaluateAll(fields =>
      fields.filter(field => !field.labels?.length && !field.textContent.trim()).map(field => field.outerHTML));
    assert.deepEqual(unnamed, [], 'every field needs a name');
    await page.getByRole('link', { name: other }).click();
    await page.waitForURL(/lang=/);
    assert.match(page.url(), /user=bob/, 'the other language shows the same');
    assert.deepEqual(complaints, []);
  });
}

test('the page can be used with the keyboard alone', async t => {
  const sandbox = await start(t, SEED);
  const { page } = await open(await launch(t));
  await page.goto(`${sandbox.url}/sandbox`);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
  await page.keyboard.press('Enter');
  await page.locator('#users').getByRole('button', { name: 'Log in as' }).nth(1).focus();
  await page.keyboard.press('Enter');
  await page.locator('#sessions tbody tr').waitFor();
  const section = () => page.evaluate(() => document.activeElement.closest('section')?.id);
  assert.equal(await section(), 'users', 'the focus must stay where it was');
});
