// The tests that authing-js-sdk itself has, as its package holds them.

import assert from 'node:assert/strict';
import http from 'node:http';
import { createRequire } from 'node:module';
import net from 'node:net';
import { test } from 'node:test';

import { start } from './sandbox.mjs';

const require = createRequire(import.meta.url);
// In the place of AVA is the folder `ava`, which collects the tests that a file declares.
const { declared } = require('ava');
const LIBRARY = 'authing-js-sdk/build/main/lib';
const helper = require(`${LIBRARY}/testing-helper.js`);
const optionsOfCloud = helper.getOptionsFromEnv;

const ADA = { nickname: 'Ada' };
/** What the tests expect of their user pool. */
const SEED = {
  customFields: [{ key: 'school' }],
  users: [{ id: '603f2c49e91d695739d7206c', ...ADA }, { id: '60e31b9b94b5795362256698', ...ADA }],
};

/** By the file, how many tests run, and those of them that do not pass, each with the reason. */
const FILES = {
  'authentication/AuthenticationClient': [42, { 'OIDC 授权码 + PKCE code 换 token': 'asks an application of the live cloud' }],
  'authentication/MfaAuthenticationClient': [6],
  'authentication/SocialAuthenticationClient': [2],
  'management/ManagementClient': [2],
  'management/UdfManagementClient': [3],
  'management/GroupsManagementClient': [11],
  'management/RolesManagementClient': [7, { findUsers: /501/ }],
  'management/UsersManagementClient': [34, {
    filter: /501/,
    getUdfValueBatch: /does not support udfValueBatch/,
    踢下线一批用户: /501/,
    '用户池管理员根据用户 id 查询用户的登录状态': /501/,
    getUserTenants: /501/,
    getApplicationLoginUserNum: /501/,
    getUdfFieldUserNum: /501/,
  }],
};

for (const [file, [count, failing = {}]] of Object.entries(FILES)) {
  test(`authing-js-sdk's own tests: ${file}`, async t => {
    const sandbox = await start(t, SEED);
    await lead(sandbox);
    require(`${LIBRARY}/${file}.spec.js`);
    const tests = declared.splice(0);
    assert.equal(tests.length, count);
    for (const { title, play } of tests) {
      const reason = failing[title];
      // A test that needs the live cloud is shown as skipped.
      const skip = typeof reason === 'string' && reason;
      await t.test(title, { skip, timeout: 30_000 }, () => {
        return reason ? assert.rejects(play(), ({ message }) => reason.test(message)) : play();
      });
    }
  });
}

/** Leads the SDK to a sandbox. */
async function lead({ url, appId, appSecret, userPoolId, userPoolSecret }) {
  Object.assign(process.env, {
    AUTHING_HOST: url,
    AUTHING_APP_HOST: url,
    AUTHING_APP_ID: appId,
    AUTHING_APP_SECRET: appSecret,
    AUTHING_USERPOOL_ID: userPoolId,
    AUTHING_USERPOOL_SECRET: userPoolSecret,
  });
  // The tests encrypt passwords with the key of the cloud, to which nobody else has the private key.
  const answer = await fetch(`${url}/api/v2/.well-known`, { headers: { 'x-authing-app-id': appId } });
  const { publicKey } = (await answer.json()).data;
  helper.getOptionsFromEnv = () => ({ ...optionsOfCloud(), publicKey });
  // One of the tests has the address http://localhost:3000, where the authors had a server.
  const { port } = new URL(url);
  http.globalAgent.createConnection = (options, done) =>
    net.connect({ host: '127.0.0.1', port: options.port === '3000' ? port : options.port }, done);
}
