// provides: node:querystring
// needs: platform-modules text-decoder
// spec: https://nodejs.org/api/querystring.html
(platform) => {
  'use strict';
  const { internals } = platform;
  const escape = (text) => encodeURIComponent(`${text}`);
  const unescape = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text.replace(/(%[\da-f]{2})+/gi, (run) => new TextDecoder().decode(Uint8Array.fromHex(run.replaceAll('%', ''))));
    }
  };
  const textOf = (value) => {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : '';
    return typeof value === 'bigint' || typeof value === 'boolean' ? `${value}` : '';
  };
  const stringify = (values, separator = '&', equals = '=', options = {}) => {
    if (typeof values !== 'object' || values === null) return '';
    const encode = options?.encodeURIComponent ?? escape;
    const pairs = [];
    for (const name of Object.keys(values)) {
      for (const value of Array.isArray(values[name]) ? values[name] : [values[name]]) {
        pairs.push(`${encode(name)}${equals || '='}${encode(textOf(value))}`);
      }
    }
    return pairs.join(separator || '&');
  };
  const parse = (text, separator = '&', equals = '=', options = {}) => {
    const found = Object.create(null);
    if (typeof text !== 'string' || text === '') return found;
    const decode = options?.decodeURIComponent ?? unescape;
    const most = options?.maxKeys ?? 1000;
    const pairs = text.split(separator || '&').filter((pair) => pair !== '');
    for (const pair of most > 0 ? pairs.slice(0, most) : pairs) {
      const at = pair.indexOf(equals || '=');
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + (equals || '=').length)];
      const key = decode(name.replaceAll('+', ' '));
      const one = decode(value.replaceAll('+', ' '));
      if (!(key in found)) found[key] = one;
      else if (Array.isArray(found[key])) found[key].push(one);
      else found[key] = [found[key], one];
    }
    return found;
  };
  const members = { parse, stringify, escape, unescape, decode: parse, encode: stringify };
  internals.provideModule('node:querystring', { ...members, default: members });
}
