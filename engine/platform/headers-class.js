// deferred: headersFor
// needs: interface header-list
// mentioned by: headers getSetCookie console
// spec: https://fetch.spec.whatwg.org/#headers-class
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, requireArguments, toText } = internals;
  const { append, entryOf, firstOf, keyOf, keyed, listFrom, shortened, sorted, values } = internals.headerLists;
  const { iterator } = Symbol;
  const setCookie = 'set-cookie';

  let listOf;
  let changeableListOf;
  let headersFor;
  let isImmutable;

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
      isImmutable = (headers) => headers.#immutable;
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
      internals.isHeaders = (value) => #list in value;
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
      shortened();
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
      return firstOf(listOf(this), key) >= 0;
    }

    // https://fetch.spec.whatwg.org/#concept-header-list-set
    set(name, value) {
      requireArguments(arguments.length, 2, "set' on 'Headers", 'string');
      const entry = entryOf(toText(name), toText(value));
      const list = changeableListOf(this);
      const index = firstOf(list, entry[2]);
      if (index < 0) {
        list.push(entry);
        return;
      }
      list[index] = entry;
      const before = list.length;
      for (let i = before; --i > index; ) if (list[i][2] === entry[2]) list.splice(i, 1);
      if (list.length < before) shortened();
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


  internals.exposeInterface(Headers, (headers) => ({ immutable: isImmutable(headers) }));
  internals.headerListOf = listOf;
  (internals.cloners ??= new Map()).set(Headers.prototype, (headers) => headersFor(listOf(headers).slice(), false));

  // The Headers that shows `list`, so that changing one changes the other.
  return headersFor;
}
