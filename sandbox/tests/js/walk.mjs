// Records which methods of the SDKs the scenarios call.

/** The parts of a client that hold methods for its users; what else hangs on a client is its machinery. */
export const PARTS = [
  'tokenProvider', 'mfa', 'social', 'enterprise', 'qrcode', 'wxqrcode', 'wechatmpqrcode', 'principal',
  'browserFingerprint', 'event',
];

/** By package, the methods that were called, such as `loginByEmail` and `mfa.verifyTotpMfa`. */
export const walked = new Map();

const unwrapped = new WeakMap();

/** The client, noting what is called from outside; calls within the SDK do not count. `before` runs before each. */
export function watch(sdk, client, before = () => {}) {
  if (!walked.has(sdk)) walked.set(sdk, new Set());
  const watched = wrap(client, '', name => {
    walked.get(sdk).add(name);
    before();
  });
  unwrapped.set(watched, { client, before });
  return watched;
}

/** What a client holds in its token store, looked at without counting as a walk. */
export function stored(watched) {
  const { client, before } = unwrapped.get(watched);
  before();
  return { user: client.tokenProvider.getUser() || null, token: client.tokenProvider.getToken() || null };
}

function wrap(part, prefix, note) {
  return new Proxy(part, {
    get(target, name) {
      const member = target[name];
      if (prefix === '' && PARTS.includes(name) && member) return wrap(member, `${name}.`, note);
      if (typeof member !== 'function') return member;
      return (...args) => {
        note(prefix + name);
        return member.apply(target, args);
      };
    },
  });
}

/** The methods that a client has, whoever calls them. */
export function methods(watched) {
  const { client } = unwrapped.get(watched);
  const parts = PARTS.filter(name => client[name]).map(name => [`${name}.`, client[name]]);
  return [['', client], ...parts].flatMap(([prefix, part]) => own(part).map(name => prefix + name)).sort();
}

function own(part) {
  const names = new Set();
  for (let level = Object.getPrototypeOf(part); level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      if (name !== 'constructor' && typeof value === 'function') names.add(name);
    }
  }
  return [...names];
}
