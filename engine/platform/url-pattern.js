// provides: URLPattern
// needs: interface percent-encoding url url-pattern-parser url-pattern-string
// spec: https://urlpattern.spec.whatwg.org/
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, exposeInterface, toText, percentEncode, percentEncodeSets: sets, urlPorts: ports } = internals;

  const components = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];
  const refuse = () => internals.patternParser().refuse();
  const compile = (...values) => internals.patternParser().compile(...values);

  // ---- https://urlpattern.spec.whatwg.org/#canon-encoding-callbacks ----

  const newRecord = (scheme) => ({
    scheme, username: '', password: '', host: 'dummy.test', port: null, path: [], query: null, fragment: null,
  });

  const canonical = {
    protocol: (value) => (value === '' ? '' : (internals.parseURL(value + '://dummy.test')?.scheme ?? refuse())),
    username: (value) => percentEncode(value, sets.userinfo),
    password: (value) => percentEncode(value, sets.userinfo),
    hostname(value) {
      if (value === '') return '';
      const [text] = /^[^/?#\\]*/.exec(value);
      const host = internals.parseURL(`https://${text}/`)?.host;
      return host == null || /[:@]/.test(text.replace(/^\[.*\]$/, '')) ? refuse() : host;
    },
    ipv6: (value) => (/^[\da-f[\]:]*$/i.test(value) ? value.toLowerCase() : refuse()),
    port(value, protocol = '') {
      const digits = /^\d+/.exec(value)?.[0];
      if (value === '') return '';
      if (digits === undefined || +digits > 65535) return refuse();
      return +digits === ports[protocol] ? '' : String(+digits);
    },
    pathname(value) {
      if (value === '') return '';
      const record = newRecord('https');
      const fromRoot = value.startsWith('/');
      internals.urlParser().set(record, 'pathname', fromRoot ? value : '/-' + value);
      const path = '/' + record.path.join('/');
      return fromRoot ? path : path.slice(2);
    },
    opaquePathname: (value) => percentEncode(value, sets.control),
    search: (value) => percentEncode(value, sets.query),
    hash: (value) => percentEncode(value, sets.fragment),
  };

  internals.compileProtocol = (text) => compile(text, canonical.protocol);
  internals.matchesSpecialScheme = ({ regexp }) => Object.keys(ports).some((scheme) => regexp.test(scheme));

  // ---- https://urlpattern.spec.whatwg.org/#process-a-urlpatterninit ----

  // isPattern: components are kept as patterns; else they are made canonical, as of a URL to be matched.
  const processInit = (init, isPattern) => {
    const result = isPattern ? {} : Object.fromEntries(components.map((name) => [name, '']));
    const given = (...names) => names.some((name) => init[name] !== undefined);
    const fromBase = (value) => (isPattern ? internals.patternParser().escapePattern(value) : value);
    let base = null;
    if (init.baseURL !== undefined) {
      base = internals.parseURL(init.baseURL);
      if (base === null) refuse();
      if (!given('protocol')) result.protocol = fromBase(base.scheme);
      if (!isPattern && !given('protocol', 'hostname', 'port', 'username')) result.username = base.username;
      if (!isPattern && !given('protocol', 'hostname', 'port', 'username', 'password')) result.password = base.password;
      if (!given('protocol', 'hostname')) result.hostname = fromBase(base.host ?? '');
      if (!given('protocol', 'hostname', 'port')) result.port = String(base.port ?? '');
      if (!given('protocol', 'hostname', 'port', 'pathname')) result.pathname = fromBase(internals.pathOf(base));
      if (!given('protocol', 'hostname', 'port', 'pathname', 'search')) result.search = fromBase(base.query ?? '');
      if (!given('protocol', 'hostname', 'port', 'pathname', 'search', 'hash')) {
        result.hash = fromBase(base.fragment ?? '');
      }
    }
    const set = (name, value, ...more) => {
      result[name] = isPattern ? value : canonical[name](value, ...more);
    };
    if (given('protocol')) set('protocol', init.protocol.replace(/:$/, ''));
    if (given('username')) set('username', init.username);
    if (given('password')) set('password', init.password);
    if (given('hostname')) set('hostname', init.hostname);
    const protocol = result.protocol ?? '';
    if (given('port')) set('port', init.port, protocol);
    if (given('pathname')) {
      let { pathname } = init;
      const isAbsolute = pathname.startsWith('/') || (isPattern && /^[\\{]\//.test(pathname));
      if (base !== null && typeof base.path !== 'string' && !isAbsolute) {
        const path = fromBase(internals.pathOf(base));
        pathname = path.slice(0, path.lastIndexOf('/') + 1) + pathname;
      }
      if (protocol === '' || protocol in ports) set('pathname', pathname);
      else result.pathname = isPattern ? pathname : canonical.opaquePathname(pathname);
    }
    if (given('search')) set('search', init.search.replace(/^\?/, ''));
    if (given('hash')) set('hash', init.hash.replace(/^#/, ''));
    return result;
  };

  // An init dictionary as texts: https://urlpattern.spec.whatwg.org/#dictdef-urlpatterninit
  const initFrom = (value) => {
    const init = {};
    for (const name of [...components, 'baseURL']) if (value[name] !== undefined) init[name] = toText(value[name]);
    return init;
  };

  const isObject = (value) => typeof value === 'object' && value !== null;

  // https://urlpattern.spec.whatwg.org/#url-pattern-create
  const create = (input, baseURL, ignoreCase) => {
    let init;
    if (isObject(input)) {
      if (baseURL !== undefined) refuse();
      init = initFrom(input);
    } else {
      init = internals.parsePatternText(toText(input));
      if (baseURL === undefined && init.protocol === undefined) refuse();
      if (baseURL !== undefined) init.baseURL = toText(baseURL);
    }
    const texts = processInit(init, true);
    for (const name of components) texts[name] ??= '*';
    if (texts.protocol in ports && texts.port === String(ports[texts.protocol])) texts.port = '';
    const pattern = { protocol: internals.compileProtocol(texts.protocol) };
    const special = internals.matchesSpecialScheme(pattern.protocol);
    const isIPv6 = /^(\{|\\)?\[/.test(texts.hostname);
    pattern.username = compile(texts.username, canonical.username);
    pattern.password = compile(texts.password, canonical.password);
    pattern.hostname = compile(texts.hostname, isIPv6 ? canonical.ipv6 : canonical.hostname, { delimiter: '.', prefix: '' });
    pattern.port = compile(texts.port, (value) => canonical.port(value));
    pattern.pathname = special
      ? compile(texts.pathname, canonical.pathname, { delimiter: '/', prefix: '/' }, ignoreCase)
      : compile(texts.pathname, canonical.opaquePathname, undefined, ignoreCase);
    pattern.search = compile(texts.search, canonical.search, undefined, ignoreCase);
    pattern.hash = compile(texts.hash, canonical.hash, undefined, ignoreCase);
    return pattern;
  };

  // The components of what is to be matched, or null when it is no URL.
  const targetOf = (input, baseURL) => {
    if (isObject(input)) {
      if (baseURL !== undefined) throw new TypeError('A base URL cannot be given with an object of components.');
      try {
        return processInit(initFrom(input), false);
      } catch {
        return null;
      }
    }
    const base = baseURL === undefined ? null : internals.parseURL(toText(baseURL));
    const url = baseURL !== undefined && base === null ? null : internals.parseURL(toText(input), base);
    if (url === null) return null;
    return {
      protocol: url.scheme,
      username: url.username,
      password: url.password,
      hostname: url.host ?? '',
      port: String(url.port ?? ''),
      pathname: internals.pathOf(url),
      search: url.query ?? '',
      hash: url.fragment ?? '',
    };
  };

  // https://urlpattern.spec.whatwg.org/#url-pattern-match
  const match = (pattern, input, baseURL) => {
    const target = targetOf(input, baseURL);
    if (target === null) return null;
    const result = { inputs: baseURL === undefined ? [input] : [input, baseURL] };
    for (const name of components) {
      const found = pattern[name].regexp.exec(target[name]);
      if (found === null) return null;
      const groups = {};
      pattern[name].names.forEach((group, i) => {
        groups[group] = found[i + 1];
      });
      result[name] = { input: target[name], groups };
    }
    return result;
  };

  let patternOf;

  class URLPattern {
    #pattern;

    static {
      patternOf = (value) => brand(() => value.#pattern);
    }

    constructor(input = {}, baseURL = undefined, options = undefined) {
      const withoutBase = isObject(baseURL);
      const { ignoreCase } = (withoutBase ? baseURL : options) ?? {};
      this.#pattern = create(input, withoutBase ? undefined : baseURL, Boolean(ignoreCase));
    }

    get protocol() {
      return patternOf(this).protocol.text;
    }

    get username() {
      return patternOf(this).username.text;
    }

    get password() {
      return patternOf(this).password.text;
    }

    get hostname() {
      return patternOf(this).hostname.text;
    }

    get port() {
      return patternOf(this).port.text;
    }

    get pathname() {
      return patternOf(this).pathname.text;
    }

    get search() {
      return patternOf(this).search.text;
    }

    get hash() {
      return patternOf(this).hash.text;
    }

    get hasRegExpGroups() {
      const pattern = patternOf(this);
      return components.some((name) => pattern[name].hasRegExpGroups);
    }

    test(input = {}, baseURL = undefined) {
      return match(patternOf(this), input, baseURL) !== null;
    }

    exec(input = {}, baseURL = undefined) {
      return match(patternOf(this), input, baseURL);
    }
  }

  exposeInterface(URLPattern);
}
