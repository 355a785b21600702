// Runs all scenarios in one process, and then checks that they called every method of the SDKs.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { jsClient } from './client.mjs';
import { taroClient } from './taro.mjs';
import { methods, walked } from './walk.mjs';
import { wxClient } from './wx.mjs';

const scenarios = new URL('scenarios/', import.meta.url);
for (const file of readdirSync(scenarios).sort()) await import(new URL(file, scenarios));

// For each method of a package: "walked", or why it is not called: "browser: ..." needs one, "inner: ..." is internal.
const known = JSON.parse(await readFile(new URL('methods.json', import.meta.url), 'utf8'));
const nowhere = { url: 'http://127.0.0.1:9', appId: 'none', appSecret: 'none' };
const clients = {
  '@authing/miniapp-taro': () => taroClient(nowhere).client,
  'authing-js-sdk': () => jsClient(nowhere),
  'authing-wxapp-sdk': () => wxClient(nowhere, 'nobody'),
};

for (const [sdk, client] of Object.entries(clients)) {
  test(`methods.json knows every method of ${sdk}`, () => {
    assert.deepEqual(Object.keys(known[sdk]).sort(), methods(client()));
    for (const [name, kind] of Object.entries(known[sdk])) assert.match(kind, /^(walked|(browser|inner): .+)$/, name);
  });

  test(`the scenarios call every method of ${sdk} that needs no browser`, () => {
    const wanted = Object.entries(known[sdk]).filter(([, kind]) => kind === 'walked').map(([name]) => name);
    assert.deepEqual([...walked.get(sdk)].sort(), wanted.sort());
  });
}
