// Plays the mini-program. `wx` stands for what WeChat gives to a mini-program; the rest is what its pages do.

const WORDS = {
  en: {
    title: 'Tea House', welcome: 'Log in to collect a leaf with every cup.', who: 'WeChat user', login: 'Log in with WeChat',
    pasteCode: 'Code of wx.login(), from the developer tools', phone: 'Phone number', bind: 'Use my phone number',
    bindOld: 'The same with the old button',
    nickname: 'Nickname', company: 'Company', save: 'Save', avatar: 'New avatar', logout: 'Log out',
    troubles: 'What can go wrong', authingFails: 'Authing fails once at each kind of request',
    tooOften: 'WeChat refuses the next code: too often', sessionEnds: 'The session ends on another device',
    spentCode: 'Log in with a code that was used', spentPhoneCode: 'Use a code of the phone button twice',
    consent: 'Tea House would like to use your phone number.',
    number: 'Phone number', allow: 'Allow', decline: 'Decline', saved: 'Saved.', uploaded: 'Your avatar is here.',
    bound: 'Your phone number is bound.', boundToOtherAccount: 'Welcome back: this number has an account, which is logged in now.',
    notTaken: 'This number belongs to another account, so yours has none.',
    declined: 'You can go on without a phone number.', troubled: 'Now try something.', nobody: 'No name yet',
    offline: 'There is no connection. Please try again.', other: '中文',
  },
  zh: {
    title: '茶馆', welcome: '登录后，每喝一杯茶集一片茶叶。', who: '微信用户', login: '微信登录',
    pasteCode: 'wx.login() 的 code，从开发者工具复制', phone: '手机号', bind: '使用我的手机号',
    bindOld: '使用旧版手机号按钮',
    nickname: '昵称', company: '公司', save: '保存', avatar: '更换头像', logout: '退出登录',
    troubles: '可能出的问题', authingFails: '每种请求时 Authing 各出错一次',
    tooOften: '微信拒绝下一个 code：过于频繁', sessionEnds: '会话在另一台设备上结束',
    spentCode: '用已使用过的 code 登录', spentPhoneCode: '重复使用手机号按钮的 code',
    consent: '茶馆申请使用你的手机号。',
    number: '手机号', allow: '允许', decline: '拒绝', saved: '已保存。', uploaded: '头像已更新。',
    bound: '手机号已绑定。', boundToOtherAccount: '欢迎回来：该手机号已有账号，现已登录该账号。',
    notTaken: '该手机号属于其他账号，未绑定。',
    declined: '不绑定手机号也可以继续使用。', troubled: '现在试一试。', nobody: '还没有昵称',
    offline: '网络连接失败，请重试。', other: 'English',
  },
};

const find = id => document.getElementById(id);
let language = localStorage.getItem('language') ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');
const say = name => WORDS[language][name];

/** What WeChat does: played by the sandbox, or by you, who paste a code. */
const wx = {
  async login() {
    if (document.documentElement.dataset.wechat === 'real') return find('code').value.trim();
    const answer = await fetch(`/wechat/${find('who').value}/login`, { method: 'POST' });
    return answer.text();
  },
  /** What the event of the button says. The `form` of the path is `phone-code` for the button of today, and `phone` for the old one. */
  async pressPhoneButton(form) {
    const consent = find('consent');
    consent.returnValue = 'decline';
    consent.showModal();
    await new Promise(closed => { consent.onclose = closed; });
    if (consent.returnValue !== 'allow') return { errMsg: 'getPhoneNumber:fail user deny' };
    const path = `/wechat/${find('who').value}/${form}/${encodeURIComponent(find('number').value)}`;
    const answer = await fetch(path, { method: 'POST' });
    return { errMsg: 'getPhoneNumber:ok', ...await answer.json() };
  },
};

/** The headers of every request of the mini-program. */
function headers(more = {}) {
  const session = localStorage.getItem('session');
  return { 'accept-language': language, ...(session && { 'x-session': session }), ...more };
}

/** A failure that the back end describes. */
class Refusal extends Error {
  constructor(problem) {
    super(problem.title);
    this.problem = problem;
  }
}

async function call(method, path, body) {
  const content = body === undefined ? {} : { 'content-type': 'application/json' };
  let answer;
  try {
    answer = await fetch(`/api${path}`, { method, headers: headers(content), body: body && JSON.stringify(body) });
  } catch {
    throw new Refusal({ title: say('offline') });
  }
  return read(answer.status, await answer.text());
}

/** What an answer says. Whoever is told 401 is logged out here, too. */
function read(status, text) {
  const json = text ? JSON.parse(text) : null;
  if (status < 400) return json;
  if (status === 401) localStorage.removeItem('session');
  throw new Refusal(json);
}

function keep({ session, user }) {
  localStorage.setItem('session', session);
  show(user);
}

/** Shows the page of a user, or that of a guest. */
function show(user) {
  find('guest').hidden = Boolean(user);
  find('member').hidden = !user;
  if (!user) return;
  find('name').textContent = user.nickname ?? say('nobody');
  find('id').textContent = user.id;
  find('nickname').value = user.nickname ?? '';
  find('company').value = user.company ?? '';
  find('phone').textContent = user.phone ?? '';
  find('phone-buttons').hidden = Boolean(user.phone) || document.documentElement.dataset.wechat === 'real';
  find('photo').hidden = !user.photo;
  find('initial').hidden = Boolean(user.photo);
  if (user.photo) find('photo').src = user.photo;
  find('initial').textContent = (user.nickname ?? '?').slice(0, 1);
}

/** Does what a button is for. It cannot be pressed twice meanwhile, and a failure is shown as the user meets it. */
async function act(button, work) {
  button.disabled = true;
  find('problem').hidden = true;
  find('done').textContent = '';
  try {
    find('done').textContent = (await work()) ?? '';
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
    const { title, detail, kind } = failure.problem;
    const small = document.createElement('small');
    small.textContent = [kind, detail].filter(Boolean).join(': ');
    find('problem').replaceChildren(title, small);
    find('problem').hidden = false;
    // The button may be far below.
    find('problem').scrollIntoView({ block: 'center' });
    if (!localStorage.getItem('session')) show(null);
  } finally {
    button.disabled = false;
  }
}

find('login').onclick = ({ target }) => act(target, async () => {
  keep(await call('POST', '/login', { code: await wx.login() }));
});

/** Sends what a phone button gave. The answer has a new session. */
async function bindPhone(body) {
  const answer = await call('POST', '/login/phone', body);
  keep(answer);
  return say(answer.phone);
}

// The button of today gives a code of its own. It goes along with a fresh code of wx.login().
find('bind').onclick = ({ target }) => act(target, async () => {
  const { errMsg, code: phoneCode } = await wx.pressPhoneButton('phone-code');
  if (errMsg !== 'getPhoneNumber:ok') return say('declined');
  return bindPhone({ code: await wx.login(), phoneCode });
});

find('bind-old').onclick = ({ target }) => act(target, async () => {
  // Before the button is pressed: the number is encrypted with the session key that this login brings.
  const code = await wx.login();
  const { errMsg, iv, encryptedData } = await wx.pressPhoneButton('phone');
  if (errMsg !== 'getPhoneNumber:ok') return say('declined');
  return bindPhone({ code, iv, encryptedData });
});

find('profile').onsubmit = event => {
  event.preventDefault();
  act(event.submitter, async () => {
    const company = find('company').value;
    show(await call('PUT', '/me', { nickname: find('nickname').value, company: company || null }));
    return say('saved');
  });
};

// A form, as wx.uploadFile() sends it. Only XMLHttpRequest tells how much has been sent.
find('avatar').onchange = ({ target }) => act(target, async () => {
  const progress = find('progress');
  const form = new FormData();
  form.append('file', target.files[0]);
  const request = new XMLHttpRequest();
  request.open('POST', '/api/me/avatar');
  for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
  request.upload.onprogress = ({ loaded, total }) => { progress.value = loaded / total; };
  progress.value = 0;
  progress.hidden = false;
  try {
    await new Promise((answered, failed) => {
      request.onload = answered;
      request.onerror = () => failed(new Refusal({ title: say('offline') }));
      request.send(form);
    });
    show(read(request.status, request.responseText));
    return say('uploaded');
  } finally {
    progress.hidden = true;
    target.value = '';
  }
});

find('logout').onclick = ({ target }) => act(target, async () => {
  await call('POST', '/logout');
  localStorage.removeItem('session');
  show(null);
});

for (const button of document.querySelectorAll('[data-trouble]')) {
  button.onclick = () => act(button, async () => {
    await fetch(`/wechat/trouble/${button.dataset.trouble}`, { method: 'POST', headers: headers() });
    return say('troubled');
  });
}

find('spent').onclick = ({ target }) => act(target, async () => {
  const code = await wx.login();
  await call('POST', '/login', { code });
  await call('POST', '/login', { code });
});

find('spent-phone').onclick = ({ target }) => act(target, async () => {
  const { errMsg, code: phoneCode } = await wx.pressPhoneButton('phone-code');
  if (errMsg !== 'getPhoneNumber:ok') return say('declined');
  await bindPhone({ code: await wx.login(), phoneCode });
  await bindPhone({ code: await wx.login(), phoneCode });
});

// A reloaded page goes on as the same WeChat user.
find('who').onchange = ({ target }) => localStorage.setItem('who', target.value);

find('language').onclick = () => {
  language = language === 'en' ? 'zh' : 'en';
  localStorage.setItem('language', language);
  translate();
};

function translate() {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = say('title');
  find('language').textContent = say('other');
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = say(element.dataset.text);
  for (const element of document.querySelectorAll('[data-label]')) element.ariaLabel = say(element.dataset.label);
}

translate();
find('who').value = localStorage.getItem('who') ?? 'ada';
if (localStorage.getItem('session')) {
  act(find('login'), async () => show(await call('GET', '/me')));
} else {
  show(null);
}
