// The browser's part of a login, without a browser. The sandbox logs in every visitor and consents automatically.

import assert from 'node:assert/strict';

/** Opens an address that leads somewhere else, and gives where to, and the cookie that came along. */
export async function visit(url) {
  const page = await fetch(url, { redirect: 'manual' });
  assert.equal(page.status, 302, `${url}: ${page.status} ${await page.text()}`);
  const cookie = page.headers.getSetCookie().map(cookie => cookie.split(';')[0]).join('; ');
  return { to: new URL(page.headers.get('location')), cookie };
}
