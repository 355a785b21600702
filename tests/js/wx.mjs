// authing-wxapp-sdk in a mini-program that is not there: a stand-in for the global `wx`, whose WeChat is the sandbox's.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

import { where } from './client.mjs';
import { watch } from './walk.mjs';

const { AuthenticationClient } = load();

/**
 * A client of authing-wxapp-sdk on a phone of its own, that of the WeChat user with this openid. Whenever the client is
 * called, `wx` is that phone.
 */
export function wxClient(sandbox, openid = 'openid-nobody', options = {}) {
  const phone = new MiniProgram(sandbox, openid);
  const takeInHand = () => {
    globalThis.wx = phone;
  };
  takeInHand();
  return watch('authing-wxapp-sdk', new AuthenticationClient({ ...where(sandbox), ...options }), takeInHand);
}

/** The SDK finds out at its loading where it runs, and would talk through Node's http instead of `wx.request`. */
function load() {
  const require = createRequire(import.meta.url);
  const within = createRequire(require.resolve('authing-wxapp-sdk'));
  // Its OIDC calls go through another library, which finds no way out of a mini-program (D52); Node's http is left to it.
  within('authing-js-sdk');
  const node = globalThis.process;
  globalThis.process = Object.create(node, { [Symbol.toStringTag]: { value: 'MiniProgram' } });
  globalThis.wx = {};
  try {
    return require('authing-wxapp-sdk');
  } finally {
    globalThis.process = node;
  }
}

class MiniProgram {
  #sandbox;
  #openid;
  #storage = new Map();
  /** The file that the user picks when a picture is asked for. */
  album = null;

  constructor(sandbox, openid) {
    this.#sandbox = sandbox;
    this.#openid = openid;
  }

  #wechat(act) {
    return this.#sandbox.control(`wechat/${this.#openid}`, act);
  }

  login() {
    return this.#wechat('login').then(({ code }) => ({ code, errMsg: 'login:ok' }));
  }

  /** As with the session key of the last login: `userInfo` is what WeChat tells of the user. */
  async getUserProfile(userInfo) {
    const rawData = JSON.stringify(userInfo);
    return { userInfo, rawData, ...(await this.#wechat({ pressProfileButton: userInfo })) };
  }

  /** The detail of the event that the button `getPhoneNumber` raises. */
  pressPhoneButton(phone) {
    return this.#wechat({ pressPhoneButton: phone });
  }

  setStorageSync = (key, value) => {
    this.#storage.set(key, structuredClone(value));
  };

  // WeChat gives an empty text for what is not there.
  getStorageSync = key => structuredClone(this.#storage.get(key)) ?? '';

  removeStorageSync = key => {
    this.#storage.delete(key);
  };

  /** The status is no failure here, and what is not JSON comes as text. */
  request = ({ url, method = 'GET', data, header = {}, success, fail }) => {
    // Between the script and the phone goes JSON, which has no undefined.
    const headers = JSON.parse(JSON.stringify(header));
    fetch(url, { method, headers, body: method === 'GET' ? undefined : data }).then(
      async answer => success({ ...(await received(answer)) }),
      error => fail({ errMsg: `request:fail ${error.message}` }),
    );
  };

  chooseImage = async () => {
    if (!this.album) throw { errMsg: 'chooseImage:fail cancel' };
    return { tempFilePaths: [this.album], errMsg: 'chooseImage:ok' };
  };

  uploadFile = ({ url, name, filePath, header = {}, success, fail }) => {
    const form = async () => {
      const body = new FormData();
      body.set(name, new Blob([await readFile(filePath)], { type: 'image/png' }), path.basename(filePath));
      return fetch(url, { method: 'POST', headers: header, body });
    };
    // Unlike request, this leaves JSON as text.
    form().then(
      async answer => success({ statusCode: answer.status, data: await answer.text(), errMsg: 'uploadFile:ok' }),
      error => fail({ errMsg: `uploadFile:fail ${error.message}` }),
    );
  };
}

async function received(answer) {
  const text = await answer.text();
  const header = Object.fromEntries(answer.headers);
  try {
    return { statusCode: answer.status, header, data: JSON.parse(text), errMsg: 'request:ok' };
  } catch {
    return { statusCode: answer.status, header, data: text, errMsg: 'request:ok' };
  }
}
