// Which methods of the SDKs the scenarios have called.

/** The parts of a client that hold methods for its users; what else hangs on a client is its machinery. */
export const PARTS = [
  'tokenProvider', 'mfa', 'social', 'enterprise', 'qrcode', 'wxqrcode', 'wechatmpqrcode', 'principal',
  'browserFingerprint', 'event',
];

/** By package, the methods that were called, such as `loginByEmail` and `mfa.verifyTotpMfa`. */
export const walked = new Map();

const unwrapped = new WeakMap();

/** The client, noting what is called from outside. Calls within the SDK do not count. */
export function watch(sdk, client) {
  if (!walked.has(sdk)) walked.set(sdk, new Set());
  return wrap(client, '', walked.get(sdk));
}

/** What a client holds in its token store, looked at without counting as a walk. */
export function stored(client) {
  const store = unwrapped.get(client).tokenProvider;
  return { user: store.getUser() || null, token: store.getToken() || null };
}

function wrap(part, prefix, names) {
  const watched = new Proxy(part, {
    get(target, name) {
      const member = target[name];
      if (prefix === '' && PARTS.includes(name) && member) return wrap(member, `${name}.`, names);
      if (typeof member !== 'function') return member;
      return (...args) => {
        names.add(prefix + name);
        return member.apply(target, args);
      };
    },
  });
  unwrapped.set(watched, part);
  return watched;
}

/** The methods that a client has, whoever calls them. */
export function methods(client) {
  const raw = unwrapped.get(client);
  const parts = PARTS.filter(name => raw[name]).map(name => [`${name}.`, raw[name]]);
  return [['', raw], ...parts].flatMap(([prefix, part]) => own(part).map(name => prefix + name)).sort();
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
