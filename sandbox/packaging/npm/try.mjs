// Logs a WeChat user in at the sandbox that `authing-sandbox exec` has started. It needs nothing but Node.

const { AUTHING_HOST, AUTHING_APP_ID } = process.env;

async function post(path, body) {
  const headers = { 'content-type': 'application/json', 'x-authing-app-id': AUTHING_APP_ID };
  const reply = await fetch(AUTHING_HOST + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return reply.json();
}

const { code } = await post('/sandbox/wechat/openid-ada', 'login');
const reply = await post('/connections/social/wechat-miniprogram/auth', { code });
if (!reply.data?.token) throw new Error(`nobody is logged in: ${JSON.stringify(reply)}`);
console.log('logged in as', reply.data.id);
