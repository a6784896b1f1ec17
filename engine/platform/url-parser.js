// deferred: urlParser
// needs: percent-encoding url-host
// spec: https://url.spec.whatwg.org/#url-parsing
//
// Gives { parse(text, base), set(record, part, text), originOf(record) }: all of the URL Standard that url.js does not
// do at once for plain URLs.
//
// The spec's basic URL parser walks character by character through states. This one cuts the text at the same places
// in a few steps, which an interpreter does much faster: a fragment always starts at the first "#", a query at the
// first "?" before it, and an authority ends at the first slash.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { percentEncode, percentEncodeSets: sets, parseHost, urlPorts: ports } = internals;

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

  // https://url.spec.whatwg.org/#cannot-have-a-username-password-port
  const cannotHavePort = (url) => !url.host || url.scheme === 'file';

  const cleaned = (text) => text.replace(/[\t\n\r]+/g, '');

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


  // What the setters of URL do to its record: https://url.spec.whatwg.org/#api
  const setters = {
    // https://url.spec.whatwg.org/#scheme-state, with a state override
    protocol(url, value) {
      const scheme = schemeStart.exec(cleaned(value) + ':')?.[1].toLowerCase();
      if (scheme === undefined || scheme in ports !== isSpecial(url)) return;
      if (scheme === 'file' && (url.username !== '' || url.password !== '' || url.port !== null)) return;
      if (url.scheme === 'file' && url.host === '') return;
      url.scheme = scheme;
      if (url.port === ports[scheme]) url.port = null;
    },
    username(url, value) {
      if (!cannotHavePort(url)) url.username = percentEncode(value, sets.userinfo);
    },
    password(url, value) {
      if (!cannotHavePort(url)) url.password = percentEncode(value, sets.userinfo);
    },
    host(url, value) {
      if (!isOpaque(url)) setHost(url, cleaned(value), true);
    },
    hostname(url, value) {
      if (!isOpaque(url)) setHost(url, cleaned(value), false);
    },
    port(url, value) {
      if (cannotHavePort(url)) return;
      const digits = value === '' ? [''] : /^\d+/.exec(cleaned(value));
      if (digits) setPort(url, digits[0]);
    },
    pathname(url, value) {
      if (isOpaque(url)) return;
      const text = cleaned(value);
      const special = isSpecial(url);
      url.path = [];
      if (text === '' && !special) {
        if (url.host === null) url.path.push('');
      } else parsePath(url, text.replace(special ? /^[/\\]/ : /^\//, ''));
    },
    search(url, value) {
      url.query = value === '' ? null : encodeQuery(url, cleaned(value.replace(/^\?/, '')));
    },
    hash(url, value) {
      url.fragment = value === '' ? null : percentEncode(cleaned(value.replace(/^#/, '')), sets.fragment);
    },
  };

  // https://url.spec.whatwg.org/#concept-url-origin, for the schemes that are not plain
  const originOf = (url) => {
    const inner = url.scheme === 'blob' && isOpaque(url) ? parseURL(url.path) : null;
    return inner !== null && /^https?$/.test(inner.scheme) ? internals.originOf(inner) : 'null';
  };

  const parser = { parse: parseURL, set: (url, part, value) => setters[part](url, value), originOf };
  return () => parser;
}
