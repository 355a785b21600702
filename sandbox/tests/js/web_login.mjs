// The example examples/web_login in a real browser, at localhost, which is no secure connection.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { launch, open } from './chromium.mjs';
import { run } from './example.mjs';

test('a visitor logs in on the page of the sandbox, reads the orders and logs out', async t => {
  const url = await run(t, 'web-login', { LISTEN: 'localhost:0' });
  const { page } = await open(await launch(t));
  await page.goto(`${url}/orders`);
  // The page of the sandbox, which plays Authing.
  assert.notEqual(new URL(page.url()).origin, url);
  await page.getByRole('link', { name: 'ada@example.com' }).click();
  await page.getByText('The orders of').waitFor();
  assert.equal(page.url(), `${url}/orders`);
  const names = (await page.context().cookies(url)).map(cookie => [cookie.name, cookie.secure, cookie.httpOnly]);
  assert.deepEqual(names, [['__Host-session', true, true]], 'browsers take localhost for secure');

  await page.goto(url);
  await page.getByText('You are ada@example.com.').waitFor();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByText('Nobody is logged in').waitFor();
  assert.equal(page.url(), `${url}/`);
  // The session at Authing has ended, too: the next login asks again who it is.
  await page.getByRole('link', { name: 'Log in' }).click();
  await page.getByRole('link', { name: 'bob@example.com' }).waitFor();
});
