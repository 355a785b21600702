// authing-wxapp-sdk in a simulated mini-program: a substitute for the global `wx`, whose WeChat is that of the sandbox.

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
  const takeOver = () => {
    globalThis.wx = phone;
  };
  takeOver();
  return watch('authing-wxapp-sdk', new AuthenticationClient({ ...where(sandbox), ...options }), takeOver);
}

/** The SDK detects its platform when it is loaded, and would use Node's http instead of `wx.request`. */
function load() {
  const require = createRequire(import.meta.url);
  const within = createRequire(require.resolve('authing-wxapp-sdk'));
  // Its OIDC calls use another library, which does not work in a mini-program (D52), so that library keeps Node's http.
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

/** The phone of a WeChat user who has the mini-program open. */
export class MiniProgram {
  #sandbox;
  #openid;
  #storage = new Map();
  #report;
  /** The file that the user picks when a picture is asked for. */
  album = null;
  /** What a callback of the SDK has thrown, once one has. WeChat writes it to its console, and that is all. */
  thrown = new Promise(resolve => {
    this.#report = resolve;
  });

  constructor(sandbox, openid) {
    this.#sandbox = sandbox;
    this.#openid = openid;
  }

  #wechat(act) {
    return this.#sandbox.control(`wechat/${this.#openid}`, act);
  }

  async login() {
    return { ...(await this.#wechat('login')), errMsg: 'login:ok' };
  }

  /** `userInfo` is what WeChat tells of the user, encrypted under the session key of the last login. */
  async getUserProfile(userInfo) {
    return { userInfo, rawData: JSON.stringify(userInfo), ...(await this.#wechat({ pressProfileButton: userInfo })) };
  }

  /** The detail of the event that the button `getPhoneNumber` raises, encrypted in the same way. */
  pressPhoneButton(phone) {
    return this.#wechat({ pressPhoneButton: phone });
  }

  /** The code that the same button gives today. */
  async phoneButtonCode(phone) {
    return (await this.#wechat({ pressPhoneButtonCode: phone })).code;
  }

  setStorageSync(key, value) {
    this.#storage.set(key, structuredClone(value));
  }

  // WeChat returns an empty text for a missing key.
  getStorageSync(key) {
    return structuredClone(this.#storage.get(key)) ?? '';
  }

  removeStorageSync(key) {
    this.#storage.delete(key);
  }

  async chooseImage() {
    if (!this.album) throw { errMsg: 'chooseImage:fail cancel' };
    return { tempFilePaths: [this.album], errMsg: 'chooseImage:ok' };
  }

  /** Whatever the status, it is a success; what is not JSON comes as text. The SDK calls it without `this`. */
  request = ({ url, method = 'GET', data, header = {}, success, fail }) => {
    // Values pass between script and phone as JSON, which has no undefined.
    const headers = JSON.parse(JSON.stringify(header));
    this.#exchange(url, () => fetch(url, { method, headers, body: method === 'GET' ? undefined : data })).then(
      reply => this.#call(success, { ...reply, data: parsed(reply.data), errMsg: 'request:ok' }),
      error => this.#call(fail, { errMsg: `request:fail ${error.message}` }),
    );
  };

  /** Unlike `request`, this leaves JSON as text. */
  uploadFile({ url, name, filePath, header = {}, success, fail }) {
    const upload = async () => {
      const body = new FormData();
      body.set(name, new Blob([await readFile(filePath)], { type: 'image/png' }), path.basename(filePath));
      return fetch(url, { method: 'POST', headers: header, body });
    };
    this.#exchange(url, upload).then(
      reply => this.#call(success, { ...reply, errMsg: 'uploadFile:ok' }),
      error => this.#call(fail, { errMsg: `uploadFile:fail ${error.message}` }),
    );
  }

  /** A mini-program may talk to the servers that were registered for it, here the sandbox, and to no other. */
  async #exchange(url, send) {
    if (new URL(url).origin !== this.#sandbox.url) throw new Error('url not in domain list');
    const answer = await send();
    return { statusCode: answer.status, header: Object.fromEntries(answer.headers), data: await answer.text() };
  }

  #call(callback, result) {
    try {
      callback(result);
    } catch (error) {
      this.#report(error);
    }
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
