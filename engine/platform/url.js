// provides: URL
// needs: interface percent-encoding url-host
// spec: https://url.spec.whatwg.org/
//
// A URL record is { scheme, username, password, host, port, path, query, fragment }: host null or its serialization,
// port null or a number, path a list of segments or (opaque) a string, query and fragment null or text.
//
// The spec's basic URL parser walks character by character through states. This one cuts the text at the same places
// in a few steps, which an interpreter does much faster: a fragment always starts at the first "#", a query at the
// first "?" before it, and an authority ends at the first slash.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, toText, parseHost, percentEncode, percentEncodeSets: sets } = internals;

  const ports = { __proto__: null, http: 80, https: 443, ws: 80, wss: 443, ftp: 21, file: null };
  const isSpecial = (url) => url.scheme in ports;
  const isOpaque = (url) => typeof url.path === 'string';

  const schemeStart = /^([a-z][a-z\d+.-]*):/i;
  const hostAndPort = /^((?:\[[^\]]*\]?|[^:[])*)(:[^]*)?$/;
  const doubleDot = /^(\.|%2e){2}$/i;
  const singleDot = /^(\.|%2e)$/i;
  const driveLetter = /^[a-z][:|]$/i;
  const startsWithDrive = /^[a-z][:|]([/\\]|$)/i;

  // https://url.spec.whatwg.org/#concept-basic-url-parser. Gives a record, or null where the spec says failure.
  const parseURL = (input, base = null) => {
    let rest = input.replace(/^[\0- ]+|[\0- ]+$/g, '').replace(/[\t\n\r]+/g, '');
    let fragment = null;
    let query = null;
    const hash = rest.indexOf('#');
    if (hash >= 0) {
      fragment = percentEncode(rest.slice(hash + 1), sets.fragment);
      rest = rest.slice(0, hash);
    }
    const mark = rest.indexOf('?');
    if (mark >= 0) {
      query = rest.slice(mark + 1);
      rest = rest.slice(0, mark);
    }

    const url = { scheme: '', username: '', password: '', host: null, port: null, path: [], query: null, fragment };
    const scheme = schemeStart.exec(rest);
    if (scheme) {
      url.scheme = scheme[1].toLowerCase();
      rest = rest.slice(scheme[0].length);
    } else if (base === null) return null;
    else if (isOpaque(base)) return rest === '' && query === null && fragment !== null ? { ...base, fragment } : null;
    else url.scheme = base.scheme;

    const special = isSpecial(url);
    if (query !== null) url.query = encodeQuery(url, query);
    const relative = base !== null && base.scheme === url.scheme && (!scheme || special) ? base : null;
    if (url.scheme === 'file') return parseFile(url, rest, relative);

    const slash = (at) => rest[at] === '/' || (special && rest[at] === '\\');
    if (special && (relative === null || (slash(0) && slash(1)))) {
      return parseAuthority(url, rest.replace(/^[/\\]+/, ''));
    }
    if (slash(0) && slash(1)) return parseAuthority(url, rest.slice(2));
    if (relative === null) {
      if (slash(0)) return parsePath(url, rest.slice(1));
      // https://url.spec.whatwg.org/#cannot-be-a-base-url-path-state
      url.path = percentEncode(rest, sets.control);
      if (query !== null || fragment !== null) url.path = url.path.replace(/ $/, '%20');
      return url;
    }

    // https://url.spec.whatwg.org/#relative-state
    url.username = base.username;
    url.password = base.password;
    url.host = base.host;
    url.port = base.port;
    return slash(0) ? parsePath(url, rest.slice(1)) : parseBelow(url, rest, base);
  };

  // https://url.spec.whatwg.org/#query-state
  const encodeQuery = (url, text) => percentEncode(text, isSpecial(url) ? sets.specialQuery : sets.query);

  // What is left continues from the base's path: nothing at all, or segments beside its last one.
  const parseBelow = (url, rest, base) => {
    url.path = base.path.slice();
    if (rest !== '') {
      shorten(url);
      return parsePath(url, rest);
    }
    url.query ??= base.query;
    return url;
  };

  // https://url.spec.whatwg.org/#file-state
  const parseFile = (url, rest, base) => {
    url.host = '';
    const slash = /^[/\\]/;
    if (!slash.test(rest)) {
      if (base === null) return parsePath(url, rest);
      url.host = base.host;
      return startsWithDrive.test(rest) ? parsePath(url, rest) : parseBelow(url, rest, base);
    }
    rest = rest.slice(1);
    if (slash.test(rest)) {
      // https://url.spec.whatwg.org/#file-host-state
      rest = rest.slice(1);
      const name = /^[^/\\]*/.exec(rest)[0];
      if (driveLetter.test(name)) return parsePath(url, rest);
      return setFileHost(url, name) ? parsePath(url, rest.slice(name.length + 1)) : null;
    }
    // https://url.spec.whatwg.org/#file-slash-state
    if (base !== null) {
      url.host = base.host;
      if (!startsWithDrive.test(rest) && isNormalDrive(base.path[0])) url.path.push(base.path[0]);
    }
    return parsePath(url, rest);
  };

  const isNormalDrive = (segment) => segment !== undefined && /^[a-z]:$/i.test(segment);

  const setFileHost = (url, name) => {
    const host = name === '' ? '' : parseHost(name, true);
    if (host === null) return false;
    url.host = host === 'localhost' ? '' : host;
    return true;
  };

  // https://url.spec.whatwg.org/#authority-state and what follows it
  const parseAuthority = (url, text) => {
    const special = isSpecial(url);
    const end = text.search(special ? /[/\\]/ : /\//);
    let authority = end < 0 ? text : text.slice(0, end);
    const at = authority.lastIndexOf('@');
    if (at >= 0) {
      const [, username, password] = /^([^:]*):?([^]*)$/.exec(authority.slice(0, at));
      url.username = percentEncode(username, sets.userinfo);
      url.password = percentEncode(password, sets.userinfo);
      authority = authority.slice(at + 1);
      if (authority === '') return null;
    }
    const [, name, port] = hostAndPort.exec(authority);
    if (name === '' && (special || port !== undefined)) return null;
    url.host = parseHost(name, special);
    if (url.host === null || (port !== undefined && !/^:\d*$/.test(port))) return null;
    if (port !== undefined && !setPort(url, port.slice(1))) return null;
    if (end >= 0) return parsePath(url, text.slice(end + 1));
    return special ? parsePath(url, '') : url;
  };

  // https://url.spec.whatwg.org/#port-state. digits: digits only, or nothing.
  const setPort = (url, digits) => {
    const port = digits === '' ? null : Number(digits);
    if (port > 65535) return false;
    url.port = port === ports[url.scheme] ? null : port;
    return true;
  };

  // https://url.spec.whatwg.org/#path-state
  const parsePath = (url, text) => {
    const { path } = url;
    const file = url.scheme === 'file';
    const segments = percentEncode(text, sets.path).split(isSpecial(url) ? /[/\\]/ : '/');
    const last = segments.length - 1;
    for (let i = 0; i <= last; i++) {
      const segment = segments[i];
      const up = doubleDot.test(segment);
      if (up) shorten(url);
      if (up || singleDot.test(segment)) {
        if (i === last) path.push('');
      } else if (file && path.length === 0 && driveLetter.test(segment)) path.push(segment[0] + ':');
      else path.push(segment);
    }
    return url;
  };

  // https://url.spec.whatwg.org/#shorten-a-urls-path
  const shorten = ({ scheme, path }) => {
    if (scheme !== 'file' || path.length !== 1 || !isNormalDrive(path[0])) path.pop();
  };

  // https://url.spec.whatwg.org/#concept-url-serializer
  const serializeURL = (url, excludeFragment = false) => {
    let text = url.scheme + ':';
    if (url.host !== null) {
      text += '//';
      if (url.username !== '' || url.password !== '') {
        text += url.username + (url.password === '' ? '' : ':' + url.password) + '@';
      }
      text += hostOf(url);
    } else if (!isOpaque(url) && url.path.length > 1 && url.path[0] === '') text += '/.';
    text += pathOf(url);
    if (url.query !== null) text += '?' + url.query;
    return url.fragment === null || excludeFragment ? text : text + '#' + url.fragment;
  };

  const hostOf = ({ host, port }) => (host === null ? '' : port === null ? host : host + ':' + port);

  // https://url.spec.whatwg.org/#url-path-serializer
  const pathOf = ({ path }) => (typeof path === 'string' ? path : path.length === 0 ? '' : '/' + path.join('/'));

  // https://url.spec.whatwg.org/#concept-url-origin
  const originOf = (url) => {
    if (url.scheme === 'blob') {
      const inner = isOpaque(url) ? parseURL(url.path) : null;
      return inner !== null && /^https?$/.test(inner.scheme) ? originOf(inner) : 'null';
    }
    return isSpecial(url) && url.scheme !== 'file' ? url.scheme + '://' + hostOf(url) : 'null';
  };

  // https://url.spec.whatwg.org/#cannot-have-a-username-password-port
  const cannotHavePort = (url) => !url.host || url.scheme === 'file';

  const cleaned = (value) => toText(value).replace(/[\t\n\r]+/g, '');

  // https://url.spec.whatwg.org/#host-state, with a state override
  const setHost = (url, value, withPort) => {
    const special = isSpecial(url);
    const text = /^[^/?#\\]*/.exec(special ? value : value.replaceAll('\\', '\0'))[0];
    if (url.scheme === 'file') return void setFileHost(url, text);
    const [, name, port] = hostAndPort.exec(text);
    if (port !== undefined && (name === '' || !withPort)) return;
    if (name === '' && (special || url.username !== '' || url.password !== '' || url.port !== null)) return;
    const host = parseHost(name, special);
    if (host === null) return;
    url.host = host;
    const digits = /^:(\d+)/.exec(port ?? '');
    if (digits) setPort(url, digits[1]);
  };

  const parse = (input, base) => {
    const parsedBase = base === undefined ? null : parseURL(toText(base));
    return base !== undefined && parsedBase === null ? null : parseURL(toText(input), parsedBase);
  };

  const requireInput = (given, method) => internals.requireArguments(given, 1, `${method}' on 'URL`, 'USVString');

  let recordOf;

  class URL {
    #record;
    #params = null;

    static {
      recordOf = (url) => brand(() => url.#record);
      internals.isURL = (value) => #record in value;
    }

    constructor(url, base = undefined) {
      if (arguments.length === 0) {
        throw new TypeError("Failed to construct 'URL': constructor parameter 1 is not of type 'USVString'.");
      }
      this.#record = parse(url, base);
      if (this.#record === null) throw new TypeError('Invalid URL string.');
    }

    static canParse(url, base = undefined) {
      requireInput(arguments.length, 'canParse');
      return parse(url, base) !== null;
    }

    static parse(url, base = undefined) {
      requireInput(arguments.length, 'parse');
      return parse(url, base) === null ? null : new URL(url, base);
    }

    static createObjectURL() {
      throw new Error('URL.createObjectURL() is not implemented');
    }

    static revokeObjectURL() {
      throw new Error('URL.revokeObjectURL() is not implemented');
    }

    get href() {
      return serializeURL(recordOf(this));
    }

    set href(value) {
      recordOf(this);
      const record = parseURL(toText(value));
      if (record === null) throw new TypeError('Invalid URL string.');
      this.#record = record;
      this.#refresh();
    }

    get origin() {
      return originOf(recordOf(this));
    }

    get protocol() {
      return recordOf(this).scheme + ':';
    }

    // https://url.spec.whatwg.org/#scheme-state, with a state override
    set protocol(value) {
      const url = recordOf(this);
      const scheme = schemeStart.exec(cleaned(value) + ':')?.[1].toLowerCase();
      if (scheme === undefined || scheme in ports !== isSpecial(url)) return;
      if (scheme === 'file' && (url.username !== '' || url.password !== '' || url.port !== null)) return;
      if (url.scheme === 'file' && url.host === '') return;
      url.scheme = scheme;
      if (url.port === ports[scheme]) url.port = null;
    }

    get username() {
      return recordOf(this).username;
    }

    set username(value) {
      const url = recordOf(this);
      if (!cannotHavePort(url)) url.username = percentEncode(toText(value), sets.userinfo);
    }

    get password() {
      return recordOf(this).password;
    }

    set password(value) {
      const url = recordOf(this);
      if (!cannotHavePort(url)) url.password = percentEncode(toText(value), sets.userinfo);
    }

    get host() {
      return hostOf(recordOf(this));
    }

    set host(value) {
      const url = recordOf(this);
      if (!isOpaque(url)) setHost(url, cleaned(value), true);
    }

    get hostname() {
      return recordOf(this).host ?? '';
    }

    set hostname(value) {
      const url = recordOf(this);
      if (!isOpaque(url)) setHost(url, cleaned(value), false);
    }

    get port() {
      return String(recordOf(this).port ?? '');
    }

    set port(value) {
      const url = recordOf(this);
      if (cannotHavePort(url)) return;
      const text = toText(value);
      const digits = text === '' ? [''] : /^\d+/.exec(cleaned(text));
      if (digits) setPort(url, digits[0]);
    }

    get pathname() {
      return pathOf(recordOf(this));
    }

    set pathname(value) {
      const url = recordOf(this);
      if (isOpaque(url)) return;
      const text = cleaned(value);
      const special = isSpecial(url);
      url.path = [];
      if (text === '' && !special) {
        if (url.host === null) url.path.push('');
      } else parsePath(url, text.replace(special ? /^[/\\]/ : /^\//, ''));
    }

    get search() {
      const { query } = recordOf(this);
      return query ? '?' + query : '';
    }

    set search(value) {
      const url = recordOf(this);
      const text = toText(value);
      url.query = text === '' ? null : encodeQuery(url, cleaned(text.replace(/^\?/, '')));
      this.#refresh();
    }

    // https://url.spec.whatwg.org/#dom-url-searchparams
    get searchParams() {
      const url = recordOf(this);
      this.#params ??= internals.searchParamsOf(url.query ?? '', (query) => {
        this.#record.query = query === '' ? null : query;
      });
      return this.#params;
    }

    get hash() {
      const { fragment } = recordOf(this);
      return fragment ? '#' + fragment : '';
    }

    set hash(value) {
      const url = recordOf(this);
      const text = toText(value);
      url.fragment = text === '' ? null : percentEncode(cleaned(text.replace(/^#/, '')), sets.fragment);
    }

    toString() {
      return this.href;
    }

    toJSON() {
      return this.href;
    }

    #refresh() {
      if (this.#params !== null) internals.resetSearchParams(this.#params, this.#record.query ?? '');
    }
  }

  internals.parseURL = parseURL;
  internals.serializeURL = serializeURL;
  internals.exposeInterface(URL);
}
