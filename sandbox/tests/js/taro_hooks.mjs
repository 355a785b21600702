// How Node loads @authing/miniapp-taro, which a bundler is meant to load: its platform is the one of taro.mjs, and its file is an
// ECMAScript module, although its package.json does not say so.

export function resolve(specifier, context, next) {
  if (specifier !== '@tarojs/taro') return next(specifier, context);
  return { url: new URL('taro_platform.mjs', import.meta.url).href, shortCircuit: true };
}

export function load(url, context, next) {
  return next(url, url.endsWith('/miniapp-taro/dist/bundle-taro.js') ? { ...context, format: 'module' } : context);
}
