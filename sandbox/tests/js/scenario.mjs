// A scenario is a test with a new sandbox, for one of the SDKs or for both.

import { test } from 'node:test';

import { jsClient } from './client.mjs';
import { start } from './sandbox.mjs';
import { wxClient } from './wx.mjs';

const SDKS = {
  js: jsClient,
  wxapp: (sandbox, options) => wxClient(sandbox, 'openid-nobody', options),
};

/**
 * A scenario for an SDK: `client(options)` makes a client with a store of its own.
 *
 * @param {'js' | 'wxapp'} sdk
 * @param {object} seed what the sandbox starts with
 */
export function scenario(sdk, title, seed, play) {
  // The timeout names the scenario whose call never ends.
  test(`${sdk}: ${title}`, { timeout: 30_000 }, async t => {
    const sandbox = await start(t, seed);
    await play({ t, sdk, sandbox, client: options => SDKS[sdk](sandbox, options) });
  });
}

/** The same scenario for both SDKs. */
export function both(title, seed, play) {
  for (const sdk of Object.keys(SDKS)) scenario(sdk, title, seed, play);
}
