// The page of the sandbox in a real browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';

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

/** What a table shows, row by row. */
async function table(page, id) {
  const rows = await page.locator(`#${id} tbody tr`).all();
  return Promise.all(rows.map(row => row.locator('td').allInnerTexts()));
}

for (const javaScriptEnabled of [true, false]) {
  test(`the page shows what is there, scripts ${javaScriptEnabled ? 'allowed' : 'forbidden'}`, async t => {
    const sandbox = await start(t, SEED);
    const { page, complaints, requests } = await open(await launch(t, { javaScriptEnabled }));
    const address = `${sandbox.url}/sandbox`;
    const first = await page.goto(address);
    assert.equal(first.status(), 200);
    assert.match(first.headers()['content-type'], /^text\/html/);
    assert.equal(await page.locator('.none').count(), 3, 'every table but that of the users must be empty');

    const client = jsClient(sandbox);
    await client.sendSmsCode('17612346754');
    await client.loginByUsername('ada', 'analytical');
    await refused(client.loginByUsername('ada', 'difference'), 2006);
    await sandbox.fault({ at: 'logout', times: 2, effect: 'status', status: 503 });
    await page.reload();

    const users = await table(page, 'users');
    assert.deepEqual(users.map(([id]) => id), ['ada', 'bob']);
    assert.deepEqual(users[0].slice(1, 4), [EVIL, 'ada', 'ada@example.com'], 'a name must be shown as text');
    assert.equal(await page.title(), 'Authing sandbox');
    assert.equal(await page.locator('b, script, img').count(), 0);

    const [[, to, , code, used]] = await table(page, 'codes');
    assert.deepEqual([to, code, used], ['17612346754', await sandbox.code('17612346754'), 'unused']);
    const asked = await table(page, 'requests');
    const operations = ['loginByUsername', 'loginByUsername', 'getPublicKey', 'sendSmsCode'];
    assert.deepEqual(asked.map(([, operation]) => operation), operations, 'the latest request must be first');
    const { input } = JSON.parse(asked[0][3]);
    assert.deepEqual([input.username, input.password], ['ada', '[redacted]']);
    assert.deepEqual((await table(page, 'faults'))[0].slice(0, 3), ['logout', 'status', '2']);

    assert.deepEqual(complaints, []);
    assert.deepEqual([...new Set(requests)], [address], 'the browser must request only the page');
    const { scrollWidth, clientWidth } = await measured(page);
    assert.equal(scrollWidth, clientWidth, 'a wide table must scroll by itself, and not the page');
  });
}

async function measured(page) {
  await page.setViewportSize({ width: 400, height: 800 });
  return page.locator('html').evaluate(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }));
}
