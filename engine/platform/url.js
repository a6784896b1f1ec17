// provides: URL
// needs: interface url-parser
// spec: https://url.spec.whatwg.org/
//
// A URL record is { scheme, username, password, host, port, path, query, fragment }: host null or its serialization,
// port null or a number, path a list of segments or (opaque) a string, query and fragment null or text.
//
// Nearly every Worker parses the URL of its request. So a plain absolute URL is parsed here, by one expression; every
// other one, and what changes a URL, is left to url-parser.js, which is compiled when it is first needed.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, toText } = internals;
  const ports = (internals.urlPorts = { __proto__: null, http: 80, https: 443, ws: 80, wss: 443, ftp: 21, file: null });

  // scheme, host that is a lower-case domain, port, path without dot segments, query, fragment: with nothing to encode
  const plain =
    /^(https?):\/\/(?![^/]*xn--)((?:[a-z\d-]+\.)*[a-z][a-z\d-]*)(?::(\d{1,4}))?((?:\/(?!\.|%2[eE])[!$-.\d:;=@-[\]_a-z|~]*)*)(?:\?([!$-&(-;=?-~]*))?(?:#([!#-;=?-_a-~]*))?$/;

  // https://url.spec.whatwg.org/#concept-basic-url-parser. Gives a record, or null where the spec says failure.
  const parseURL = (input, base = null) => {
    const parts = plain.exec(input);
    if (parts === null) return internals.urlParser().parse(input, base);
    const [, scheme, host, digits, path, query = null, fragment = null] = parts;
    const port = digits === undefined || +digits === ports[scheme] ? null : +digits;
    return { scheme, username: '', password: '', host, port, path: path.slice(1).split('/'), query, fragment };
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
    } else if (typeof url.path !== 'string' && url.path.length > 1 && url.path[0] === '') text += '/.';
    text += pathOf(url);
    if (url.query !== null) text += '?' + url.query;
    return url.fragment === null || excludeFragment ? text : text + '#' + url.fragment;
  };

  const hostOf = ({ host, port }) => (host === null ? '' : port === null ? host : host + ':' + port);

  // https://url.spec.whatwg.org/#url-path-serializer
  const pathOf = ({ path }) => (typeof path === 'string' ? path : path.length === 0 ? '' : '/' + path.join('/'));

  // https://url.spec.whatwg.org/#concept-url-origin
  const originOf = (url) =>
    url.scheme in ports && url.scheme !== 'file'
      ? url.scheme + '://' + hostOf(url)
      : internals.urlParser().originOf(url);

  const parse = (input, base) => {
    const parsedBase = base === undefined ? null : parseURL(toText(base));
    return base !== undefined && parsedBase === null ? null : parseURL(toText(input), parsedBase);
  };

  const requireInput = (given, method) => internals.requireArguments(given, 1, `${method}' on 'URL`, 'USVString');

  const change = (url, part, value) => internals.urlParser().set(recordOf(url), part, toText(value));

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

    set protocol(value) {
      change(this, 'protocol', value);
    }

    get username() {
      return recordOf(this).username;
    }

    set username(value) {
      change(this, 'username', value);
    }

    get password() {
      return recordOf(this).password;
    }

    set password(value) {
      change(this, 'password', value);
    }

    get host() {
      return hostOf(recordOf(this));
    }

    set host(value) {
      change(this, 'host', value);
    }

    get hostname() {
      return recordOf(this).host ?? '';
    }

    set hostname(value) {
      change(this, 'hostname', value);
    }

    get port() {
      return String(recordOf(this).port ?? '');
    }

    set port(value) {
      change(this, 'port', value);
    }

    get pathname() {
      return pathOf(recordOf(this));
    }

    set pathname(value) {
      change(this, 'pathname', value);
    }

    get search() {
      const { query } = recordOf(this);
      return query ? '?' + query : '';
    }

    set search(value) {
      change(this, 'search', value);
      this.#refresh();
    }

    get hash() {
      const { fragment } = recordOf(this);
      return fragment ? '#' + fragment : '';
    }

    set hash(value) {
      change(this, 'hash', value);
    }

    // https://url.spec.whatwg.org/#dom-url-searchparams
    get searchParams() {
      const url = recordOf(this);
      this.#params ??= internals.searchParamsOf(url.query ?? '', (query) => {
        this.#record.query = query === '' ? null : query;
      });
      return this.#params;
    }

    toString() {
      return serializeURL(recordOf(this));
    }

    toJSON() {
      return serializeURL(recordOf(this));
    }

    #refresh() {
      if (this.#params !== null) internals.resetSearchParams(this.#params, this.#record.query ?? '');
    }
  }

  internals.parseURL = parseURL;
  internals.originOf = originOf;
  internals.pathOf = pathOf;
  internals.serializeURL = serializeURL;
  internals.exposeInterface(URL);
}
