// All scenarios, and then: whether they have called every method there is. One process, so that the calls can be counted.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { jsClient } from './client.mjs';
import { methods, walked } from './walk.mjs';
import { wxClient } from './wx.mjs';

const scenarios = new URL('scenarios/', import.meta.url);
for (const file of readdirSync(scenarios).sort()) await import(new URL(file, scenarios));

// By package and method: "walked", or why it is not: "browser: ..." needs one, "inner: ..." is called by the others.
const known = JSON.parse(await readFile(new URL('methods.json', import.meta.url), 'utf8'));
const nowhere = { url: 'http://127.0.0.1:9', appId: 'none', appSecret: 'none' };
const clients = { 'authing-js-sdk': () => jsClient(nowhere), 'authing-wxapp-sdk': () => wxClient(nowhere, 'nobody') };

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
