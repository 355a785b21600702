// authing-js-sdk in Node.

import assert from 'node:assert/strict';

import sdk from 'authing-js-sdk';

import { watch } from './walk.mjs';

export { stored } from './walk.mjs';

/** A client of authing-js-sdk; `options` are the SDK's own. */
export function jsClient(sandbox, options = {}) {
  return watch('authing-js-sdk', new sdk.AuthenticationClient({ ...where(sandbox), ...options }));
}

/** Where a sandbox is, as the options of both SDKs say it. */
export function where({ url, appId, appSecret }) {
  // Both hosts are set, because some methods use only one of them (D42, D44).
  return { appId, secret: appSecret, host: url, appHost: url, websocketHost: url };
}

/** Holds that a call is refused with this code, and gives the refusal as `{ code, message, data }`. */
export async function refused(call, code) {
  const error = await call.then(
    result => assert.fail(`not refused: ${JSON.stringify(result)}`),
    error => error,
  );
  // D11: some refusals are plain objects, some an Error whose message is JSON.
  const refusal = error instanceof Error && error.message.startsWith('{') ? JSON.parse(error.message) : error;
  assert.equal(refusal?.code, code, `refused with ${error?.stack ?? JSON.stringify(error)}`);
  return refusal;
}
