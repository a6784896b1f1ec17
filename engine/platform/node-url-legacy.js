// needs: node-querystring node-errors url
// spec: https://nodejs.org/api/url.html#legacy-url-api
//
// internals.legacyUrl: url.parse() and url.format(), which programs older than URL use.
(platform) => {
  'use strict';
  const { internals } = platform;
  const errors = internals.nodeErrors;
  const querystring = internals.modules['node:querystring'];
  const SLASHED = /^(https?|ftp|gopher|file|wss?):?$/; // protocols that always have // and a path

  const PARTS = ['protocol', 'slashes', 'auth', 'host', 'port', 'hostname', 'hash', 'search', 'query', 'pathname', 'path', 'href'];
  function Url() {
    for (const part of PARTS) this[part] = null;
  }
  // What a URL cannot hold as it is: everywhere, and in a host.
  const escaped = (text) => text.replace(/[\t\n\r "'<>\\^`{|}]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
  const NO_HOST = /[\t\n\r "#%'/;<>?\\^`{|}]/;

  const invalid = (text) => Object.assign(errors.withCode(new TypeError('Invalid URL'), 'ERR_INVALID_URL'), { input: text });
  const asciiHost = (host, text) => {
    try {
      return /[^\0-\x7f]/.test(host) ? new URL(`ws://${host}`).hostname : host;
    } catch {
      throw invalid(text);
    }
  };
  // Cuts host and user off the front of `rest`: gives what follows them.
  const takeHost = (url, rest, text) => {
    const end = /[/?#]/.exec(rest)?.index ?? rest.length;
    const at = rest.lastIndexOf('@', end);
    if (at >= 0) url.auth = decodeURIComponent(rest.slice(0, at));
    const after = rest.slice(at + 1);
    const hostEnd = NO_HOST.exec(after)?.index ?? after.length;
    const [, written, port] = /^(.*?)(?::(\d*))?$/s.exec(after.slice(0, hostEnd));
    if (port) url.port = port;
    const isAddress = /^\[.*\]$/.test(written);
    const odd = isAddress ? -1 : written.search(/[\0:@[\]]/); // from there on it is path
    const host = odd < 0 ? written : written.slice(0, odd);
    url.hostname = isAddress ? host.slice(1, -1).toLowerCase() : asciiHost(host.toLowerCase(), text);
    url.host = `${isAddress ? `[${url.hostname}]` : url.hostname}${port ? `:${port}` : ''}`;
    const left = (odd < 0 ? '' : written.slice(odd)) + after.slice(hostEnd);
    return left !== '' && !/^[/?#]/.test(left) ? `/${left}` : left;
  };
  const parse = (text, parseQuery = false, slashesDenoteHost = false) => {
    if (text instanceof Url) return text;
    if (typeof text !== 'string') throw errors.wrongType('url', 'of type string', text);
    const url = new Url();
    const query = text.trim().search(/[?#]/);
    const before = query < 0 ? text.trim() : text.trim().slice(0, query);
    let rest = before.replaceAll('\\', '/') + text.trim().slice(before.length);
    const protocol = /^[a-z0-9.+-]+:/i.exec(rest)?.[0];
    if (protocol !== undefined) {
      url.protocol = protocol.toLowerCase();
      rest = rest.slice(protocol.length);
    }
    const isCode = url.protocol === 'javascript:';
    if (rest.startsWith('//') && !isCode && (slashesDenoteHost || protocol !== undefined || /^\/\/[^@/]+@[^@/]+/.test(rest))) {
      url.slashes = true;
      rest = takeHost(url, rest.slice(2), text);
    } else if (protocol !== undefined && !SLASHED.test(url.protocol) && !isCode) {
      rest = takeHost(url, rest, text);
    }
    if (!isCode) rest = escaped(rest);
    const [, pathname, search, hash] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(rest);
    url.hash = hash ?? null;
    if (search !== undefined) {
      url.search = search;
      url.query = parseQuery ? querystring.parse(search.slice(1)) : search.slice(1);
    } else if (parseQuery) {
      url.search = null;
      url.query = Object.create(null);
    }
    if (pathname !== '') url.pathname = pathname;
    if (pathname === '' && url.hostname && SLASHED.test(url.protocol ?? '')) url.pathname = '/';
    if (url.pathname !== null || url.search) url.path = (url.pathname ?? '') + (url.search ?? '');
    url.href = format(url);
    return url;
  };
  const format = (value) => {
    if (typeof value === 'string') return format(parse(value));
    if (typeof value !== 'object' || value === null) throw errors.wrongType('urlObject', 'one of type object or string', value);
    const { hash = '', hostname, port, query, slashes } = value;
    let { protocol = '', pathname = '', search = '', host } = value;
    const auth = value.auth ? `${encodeURIComponent(value.auth).replace(/%3A/i, ':')}@` : '';
    if (protocol && !protocol.endsWith(':')) protocol += ':';
    if (host) host = auth + host;
    else if (hostname) host = `${auth}${hostname.includes(':') && !/^\[/.test(hostname) ? `[${hostname}]` : hostname}${port ? `:${port}` : ''}`;
    if (!search && query !== null && typeof query === 'object') {
      const pairs = querystring.stringify(query);
      if (pairs) search = `?${pairs}`;
    }
    pathname = (pathname ?? '').replace(/[?#]/g, encodeURIComponent);
    search = `${search ?? ''}`;
    if (search && !search.startsWith('?')) search = `?${search}`;
    search = search.replaceAll('#', '%23');
    let front = host ?? '';
    if (slashes || SLASHED.test(protocol ?? '')) {
      if (slashes || host) {
        if (pathname && !pathname.startsWith('/')) pathname = `/${pathname}`;
        front = `//${host ?? ''}`;
      } else if (/^file/.test(protocol)) front = '//';
    }
    return `${protocol ?? ''}${front}${pathname}${search}${hash && !hash.startsWith('#') ? `#${hash}` : (hash ?? '')}`;
  };
  Url.prototype.format = function () {
    return format(this);
  };
  internals.legacyUrl = { parse, format, Url };
}
