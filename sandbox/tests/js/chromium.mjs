// A headless Chromium: $CHROMIUM, or that of Debian.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { chromium } from 'playwright-core';

const ARGUMENTS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

/** A browser that nobody has used before, ended with the test or the suite `t`. `flags` are arguments of Chromium. */
export async function launch(t, { flags = [], ...options } = {}) {
  const profile = await mkdtemp(path.join(tmpdir(), 'authing-sandbox-browser-'));
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [...ARGUMENTS, ...flags],
    ...options,
  });
  t.after(async () => {
    await browser.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  return browser;
}

/** A page of it, what the page complains of, and the addresses of all that it asks for. */
export async function open(browser) {
  const page = await browser.newPage();
  const [complaints, requests] = [[], []];
  page.on('console', message => complaints.push(message.text()));
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('request', request => requests.push(request.url()));
  return { page, complaints, requests };
}
