// provides: node:url
// needs: platform-modules node-url-legacy node-errors url url-search-params
// spec: https://nodejs.org/api/url.html
//
// URL and URLSearchParams are the platform's. File paths are those of POSIX.
(platform) => {
  'use strict';
  const { internals } = platform;
  const errors = internals.nodeErrors;
  const { parse, format: formatParts, Url } = internals.legacyUrl;
  const { URL, URLSearchParams } = globalThis;

  const asURL = (value) => {
    if (typeof value === 'string') return new URL(value);
    if (value instanceof URL) return value;
    throw errors.wrongType('path', 'of type string or an instance of URL', value);
  };
  const fileURLToPath = (value) => {
    const { protocol, hostname, pathname } = asURL(value);
    if (protocol !== 'file:') throw errors.withCode(new TypeError('The URL must be of scheme file'), 'ERR_INVALID_URL_SCHEME');
    if (hostname !== '') {
      throw errors.withCode(new TypeError('File URL host must be "localhost" or empty on linux'), 'ERR_INVALID_FILE_URL_HOST');
    }
    if (/%2f/i.test(pathname)) {
      throw errors.withCode(new TypeError('File URL path must not include encoded / characters'), 'ERR_INVALID_FILE_URL_PATH');
    }
    return decodeURIComponent(pathname);
  };
  const resolvedPath = (path) => {
    const kept = [];
    for (const part of path.split('/')) {
      if (part === '..') kept.pop();
      else if (part !== '' && part !== '.') kept.push(part);
    }
    return `/${kept.join('/')}${kept.length > 0 && path.endsWith('/') ? '/' : ''}`;
  };
  const pathToFileURL = (path) => {
    if (typeof path !== 'string') throw errors.wrongType('path', 'of type string', path);
    const written = resolvedPath(path).replace(/[%\\\n\r\t?#]/g, encodeURIComponent);
    return new URL(`file://${written}`);
  };
  const urlToHttpOptions = (url) => {
    const { hostname, port, protocol, username, password, pathname, search, hash, href } = url;
    const options = {
      __proto__: null, ...url, protocol,
      hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
      hash, search, pathname, path: `${pathname ?? ''}${search ?? ''}`, href,
    };
    if (port !== '') options.port = Number(port);
    if (username || password) options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    return options;
  };
  const format = (value, options = {}) => {
    if (!(value instanceof URL)) return formatParts(value);
    const url = new URL(value.href);
    if (options.fragment === false) url.hash = '';
    if (options.search === false) url.search = '';
    if (options.auth === false) [url.username, url.password] = ['', ''];
    return url.href;
  };
  // As Node's documentation replaces it: https://nodejs.org/api/url.html#urlresolvefrom-to
  const resolve = (from, to) => {
    const { protocol, pathname, search, hash, href } = new URL(to, new URL(from, 'resolve://'));
    return protocol === 'resolve:' ? pathname + search + hash : href;
  };
  const domainToASCII = (domain) => {
    try {
      return new URL(`ws://${domain}`).hostname;
    } catch {
      return '';
    }
  };
  const members = { URL, URLSearchParams, Url, parse, format, resolve, domainToASCII, fileURLToPath, pathToFileURL, urlToHttpOptions };
  internals.provideModule('node:url', { ...members, default: members });
}
