// provides: Headers
// needs: interface
// mentioned by: headers getSetCookie
// spec: https://fetch.spec.whatwg.org/#headers-class
//
// A header list is an array of [name as written, value, lower-case name]; entries are never changed in place, so a copy
// of the array is a copy of the list.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, requireArguments, toText } = internals;
  const { keys: ownKeys } = Object;
  const { iterator } = Symbol;

  const token = /^[-!#$%&'*+.^_`|~\w]*$/; // workerd accepts the empty name
  const edges = /^[\t\n\r ]+|[\t\n\r ]+$/g; // https://fetch.spec.whatwg.org/#concept-header-value-normalize
  const forbidden = /[\0\r\n]/;
  const setCookie = 'set-cookie';

  // Names that KJ's HTTP library has in its table: values appended to one share a line on the wire, others do not.
  const joined = /^(accept(-(charset|encoding|language|ranges))?|access-control-allow-origin|age|allow|authorization|cache-control|content-(disposition|encoding|language|length|location|range|type)|cookie|date|etag|expect|expires|from|host|if-(match|modified-since|none-match|range|unmodified-since)|last-modified|link|location|max-forwards|proxy-(authenticate|authorization)|range|referer|refresh|retry-after|server|strict-transport-security|transfer-encoding|user-agent|vary|via|www-authenticate)$/;

  const keyOf = (name) => {
    if (!token.test(name)) throw new TypeError('Invalid header name.');
    return name.toLowerCase();
  };

  const entryOf = (name, value) => {
    const key = keyOf(name);
    const normal = value.replace(edges, '');
    if (forbidden.test(normal)) throw new TypeError('Invalid header value.');
    return [name, normal, key];
  };

  // https://fetch.spec.whatwg.org/#concept-header-list-append
  const append = (list, entry) => {
    const index = list.findIndex((other) => other[2] === entry[2]);
    if (index < 0) list.push(entry);
    else if (joined.test(entry[2])) list[index] = [list[index][0], list[index][1] + ', ' + entry[1], entry[2]];
    else list.push([list[index][0], entry[1], entry[2]]);
  };

  const values = (list, key) => list.filter((entry) => entry[2] === key).map((entry) => entry[1]);

  // https://fetch.spec.whatwg.org/#concept-header-list-sort-and-combine
  const sorted = (list) => {
    const names = [...new Set(list.map((entry) => entry[2]))].sort();
    return names.flatMap((key) =>
      key === setCookie ? values(list, key).map((value) => [key, value]) : [[key, values(list, key).join(', ')]],
    );
  };

  // A list from the host has no lower-case names yet.
  const keyed = (list) => {
    for (const entry of list) entry[2] ??= entry[0].toLowerCase();
    return list;
  };

  // https://fetch.spec.whatwg.org/#concept-headers-fill. refuse: throws what the caller says of a wrong type.
  const listFrom = (init, refuse) => {
    if (init === null || (typeof init !== 'object' && typeof init !== 'function')) refuse();
    if (isHeaders(init)) return listOf(init).slice();
    const list = [];
    const pairs = init[iterator] === undefined ? ownKeys(init).map((name) => [name, init[name]]) : init;
    for (const pair of pairs) {
      const [name, value, ...more] = pair;
      if (pair.length < 2 || more.length > 0) {
        throw new TypeError(
          'To initialize a Headers object from a sequence, each inner sequence must have exactly two elements.',
        );
      }
      append(list, entryOf(toText(name), toText(value)));
    }
    return list;
  };

  let listOf;
  let changeableListOf;
  let headersFor;
  let isHeaders;

  class Headers {
    #list;
    #immutable = false;

    constructor(init) {
      this.#list =
        init === undefined
          ? []
          : listFrom(init, () => {
              throw new TypeError(
                "Failed to construct 'Headers': constructor parameter 1 is not of type 'Headers or Sequence or object'.",
              );
            });
    }

    static {
      listOf = (headers) => brand(() => headers.#list);
      changeableListOf = (headers) => {
        const list = listOf(headers);
        if (headers.#immutable) throw new TypeError("Can't modify immutable headers.");
        return list;
      };
      headersFor = (list, immutable) => {
        const headers = new Headers();
        headers.#list = keyed(list);
        headers.#immutable = immutable;
        return headers;
      };
      isHeaders = (value) => #list in value;
    }

    append(name, value) {
      requireArguments(arguments.length, 2, "append' on 'Headers", 'string');
      append(changeableListOf(this), entryOf(toText(name), toText(value)));
    }

    delete(name) {
      requireArguments(arguments.length, 1, "delete' on 'Headers", 'string');
      const key = keyOf(toText(name));
      const list = changeableListOf(this);
      for (let i = list.length; i-- > 0; ) if (list[i][2] === key) list.splice(i, 1);
    }

    get(name) {
      requireArguments(arguments.length, 1, "get' on 'Headers", 'string');
      const found = values(listOf(this), keyOf(toText(name)));
      return found.length === 0 ? null : found.join(', ');
    }

    getAll(name) {
      requireArguments(arguments.length, 1, "getAll' on 'Headers", 'string');
      if (keyOf(toText(name)) !== setCookie) {
        throw new TypeError('getAll() can only be used with the header name "Set-Cookie".');
      }
      return this.getSetCookie();
    }

    getSetCookie() {
      return values(listOf(this), setCookie);
    }

    has(name) {
      requireArguments(arguments.length, 1, "has' on 'Headers", 'string');
      const key = keyOf(toText(name));
      return listOf(this).some((entry) => entry[2] === key);
    }

    // https://fetch.spec.whatwg.org/#concept-header-list-set
    set(name, value) {
      requireArguments(arguments.length, 2, "set' on 'Headers", 'string');
      const entry = entryOf(toText(name), toText(value));
      const list = changeableListOf(this);
      const index = list.findIndex((other) => other[2] === entry[2]);
      if (index < 0) {
        list.push(entry);
        return;
      }
      list[index] = entry;
      for (let i = list.length; --i > index; ) if (list[i][2] === entry[2]) list.splice(i, 1);
    }

    forEach(callback, receiver) {
      requireArguments(arguments.length, 1, "forEach' on 'Headers", 'function');
      for (const [name, value] of sorted(listOf(this))) Reflect.apply(callback, receiver, [value, name, this]);
    }

    entries() {
      return sorted(listOf(this)).values();
    }

    keys() {
      return sorted(listOf(this))
        .map((entry) => entry[0])
        .values();
    }

    values() {
      return sorted(listOf(this))
        .map((entry) => entry[1])
        .values();
    }
  }
  Object.defineProperty(Headers.prototype, iterator, {
    value: Headers.prototype.entries,
    writable: true,
    configurable: true,
  });

  internals.exposeInterface(Headers);

  // The Headers that shows `list`, so that changing one changes the other.
  internals.headersFor = headersFor;
  // A header list from the `headers` member of a dictionary of the kind `dictionary`.
  internals.headerListFrom = (init, dictionary) =>
    listFrom(init, () => {
      throw new TypeError(
        `Incorrect type for the 'headers' field on '${dictionary}': the provided value is not of type 'Headers or Sequence or object'.`,
      );
    });
}
