// provides: URLSearchParams
// needs: interface percent-decode
// mentioned by: searchParams
// spec: https://url.spec.whatwg.org/#interface-urlsearchparams
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, requireArguments, toText } = internals;
  const encode = encodeURIComponent;
  const { iterator } = Symbol;

  const decodeForm = (text) => (text.includes('%') ? internals.percentDecode(text) : text);

  // https://url.spec.whatwg.org/#concept-urlencoded-parser. input: text or bytes. Gives [[name, value], ...].
  internals.parseUrlEncoded = (input) => {
    const text = typeof input === 'string' ? input : internals.utf8Decode(input);
    const list = [];
    for (const part of text.replaceAll('+', ' ').split('&')) {
      if (part === '') continue;
      const at = part.indexOf('=');
      const [name, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
      list.push([decodeForm(name), decodeForm(value)]);
    }
    return list;
  };

  // https://url.spec.whatwg.org/#concept-urlencoded-serializer
  const escapes = { '!': '%21', "'": '%27', '(': '%28', ')': '%29', '~': '%7E', '%20': '+' };
  const encodeForm = (text) => encode(text).replace(/[!'()~]|%20/g, (match) => escapes[match]);
  internals.serializeUrlEncoded = (list) =>
    list.map(([name, value]) => encodeForm(name) + '=' + encodeForm(value)).join('&');

  // https://url.spec.whatwg.org/#urlsearchparams-initialize
  const listFrom = (init) => {
    if (init === undefined) return [];
    if ((typeof init !== 'object' && typeof init !== 'function') || init === null) {
      return internals.parseUrlEncoded(toText(init).replace(/^\?/, ''));
    }
    if (init[iterator] == null) return Object.entries(init).map(([name, value]) => [toText(name), toText(value)]);
    return Array.from(init, (pair) => {
      const [name, value, ...more] = Array.from(pair);
      if (value === undefined || more.length > 0) throw new TypeError('Invalid URL search params sequence.');
      return [toText(name), toText(value)];
    });
  };

  const need = (given, count, method) => requireArguments(given, count, `${method}' on 'URLSearchParams`, 'USVString');

  let listOf;
  let changed;

  class URLSearchParams {
    #list;
    #update = null;

    static {
      listOf = (params) => brand(() => params.#list);
      // https://url.spec.whatwg.org/#concept-urlsearchparams-update
      changed = (params) => params.#update?.(internals.serializeUrlEncoded(params.#list));
      // The params of a URL's query. update(query text) is called when they change.
      internals.searchParamsOf = (query, update) => {
        const params = new URLSearchParams();
        internals.resetSearchParams(params, query);
        params.#update = update;
        return params;
      };
      internals.resetSearchParams = (params, query) => {
        params.#list = internals.parseUrlEncoded(query);
      };
    }

    constructor(init = undefined) {
      this.#list = listFrom(init);
    }

    get size() {
      return listOf(this).length;
    }

    append(name, value) {
      need(arguments.length, 2, 'append');
      listOf(this).push([toText(name), toText(value)]);
      changed(this);
    }

    delete(name, value = undefined) {
      need(arguments.length, 1, 'delete');
      const list = listOf(this);
      const doomed = matching(name, value);
      this.#list = list.filter((pair) => !doomed(pair));
      changed(this);
    }

    get(name) {
      need(arguments.length, 1, 'get');
      return listOf(this).filter(matching(name))[0]?.[1] ?? null;
    }

    getAll(name) {
      need(arguments.length, 1, 'getAll');
      return listOf(this)
        .filter(matching(name))
        .map(([, value]) => value);
    }

    has(name, value = undefined) {
      need(arguments.length, 1, 'has');
      return listOf(this).some(matching(name, value));
    }

    // https://url.spec.whatwg.org/#dom-urlsearchparams-set
    set(name, value) {
      need(arguments.length, 2, 'set');
      const list = listOf(this);
      const same = matching(name);
      const first = list.map(same).indexOf(true);
      const pair = [toText(name), toText(value)];
      if (first < 0) list.push(pair);
      else this.#list = list.flatMap((old, index) => (index === first ? [pair] : same(old) ? [] : [old]));
      changed(this);
    }

    // By code units, as the spec asks: that is how < compares.
    sort() {
      listOf(this).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      changed(this);
    }

    forEach(callback, self = undefined) {
      if (typeof callback !== 'function') {
        throw new TypeError("Failed to execute 'forEach' on 'URLSearchParams': parameter 1 is not of type 'Function'.");
      }
      for (const [name, value] of this.entries()) callback.call(self, value, name, this);
    }

    entries() {
      return walk(this, (pair) => [...pair]);
    }

    keys() {
      return walk(this, ([name]) => name);
    }

    values() {
      return walk(this, ([, value]) => value);
    }

    toString() {
      return internals.serializeUrlEncoded(listOf(this));
    }
  }

  const matching = (name, value) => {
    const wanted = toText(name);
    const exact = value === undefined ? null : toText(value);
    return (pair) => pair[0] === wanted && (exact === null || pair[1] === exact);
  };

  // Live, as https://webidl.spec.whatwg.org/#es-iterable asks: changes made while walking are seen.
  const walk = (params, read) => {
    listOf(params);
    return (function* () {
      for (let i = 0; i < listOf(params).length; i++) yield read(listOf(params)[i]);
    })();
  };

  const { prototype } = URLSearchParams;
  Object.defineProperty(prototype, iterator, { value: prototype.entries, writable: true, configurable: true });
  internals.exposeInterface(URLSearchParams);
}
