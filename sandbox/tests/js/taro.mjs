// @authing/miniapp-taro, the mini-program SDK of today, in a simulated mini-program whose WeChat is that of the sandbox.

import { register } from 'node:module';

import { take } from './taro_platform.mjs';
import { watch } from './walk.mjs';
import { MiniProgram } from './wx.mjs';

register('./taro_hooks.mjs', import.meta.url);
const { Authing } = await import('@authing/miniapp-taro');

/** A client on a phone of its own, that of the WeChat user with this openid, and the phone. */
export function taroClient(sandbox, openid = 'openid-nobody', options = {}) {
  const phone = new MiniProgram(sandbox, openid);
  take(phone);
  const { appId, userPoolId, url: host } = sandbox;
  const client = new Authing({ appId, userPoolId, host, ...options });
  return { client: watch('@authing/miniapp-taro', client, () => take(phone)), phone };
}
