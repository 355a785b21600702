// The part of Taro that @authing/miniapp-taro uses, on the phone that is in the hand at that moment.

let phone;

export function take(next) {
  phone = next;
}

const answered = call => ({ success, fail, ...options }) => {
  Promise.resolve().then(() => call(options)).then(success, fail);
};

export default {
  login: answered(() => phone.login()),
  setStorage: answered(({ key, data }) => phone.setStorageSync(key, JSON.parse(JSON.stringify(data)))),
  getStorage: answered(({ key }) => {
    const data = phone.getStorageSync(key);
    // Taro refuses what WeChat answers with an empty text.
    if (data === '') throw { errMsg: 'getStorage:fail data not found' };
    return { data, errMsg: 'getStorage:ok' };
  }),
  removeStorage: answered(({ key }) => phone.removeStorageSync(key)),
  chooseImage: answered(async () => {
    const { tempFilePaths } = await phone.chooseImage();
    return { tempFilePaths, tempFiles: tempFilePaths.map(path => ({ path })) };
  }),
  uploadFile: options => phone.uploadFile(options),
  /** Data is the query of a GET, and else a form or JSON, as the content type says. */
  request: ({ url, method = 'GET', data, header = {}, ...callbacks }) => {
    const headers = Object.fromEntries(Object.entries(header).filter(([, value]) => value !== undefined));
    const names = Object.keys(headers).map(name => name.toLowerCase());
    if (method !== 'GET' && !names.includes('content-type')) headers['content-type'] = 'application/json';
    const isForm = Object.values(headers).includes('application/x-www-form-urlencoded');
    const pairs = new URLSearchParams(Object.entries(data ?? {}).filter(([, value]) => value !== undefined));
    const query = method === 'GET' && pairs.size > 0 ? `?${pairs}` : '';
    const body = isForm ? pairs.toString() : JSON.stringify(data ?? {});
    phone.request({ url: url + query, method, data: body, header: headers, ...callbacks });
  },
};
