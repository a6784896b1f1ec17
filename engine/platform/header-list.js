// needs: interface
// spec: https://fetch.spec.whatwg.org/#terminology-headers
//
// A header list is an array of [name as written, value, lower-case name]; entries are never changed in place, so a copy
// of the array is a copy of the list.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { toText } = internals;
  const { keys: ownKeys } = Object;
  const { iterator } = Symbol;

  const token = /^[-!#$%&'*+.^_`|~\w]*$/; // workerd accepts the empty name
  const edges = /^[\t\n\r ]+|[\t\n\r ]+$/g; // https://fetch.spec.whatwg.org/#concept-header-value-normalize
  const forbidden = /[\0\r\n]/;

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

  // Where the first entry with a name stands; -1: nowhere. The names of the last long list are remembered, as far as it
  // was read: 100,000 headers are appended in as many steps. Whoever takes entries out says so (`shortened`).
  const LONG = 32;
  let known = null; // {list, read, places}
  const firstOf = (list, key) => {
    if (list.length < LONG) {
      for (let i = 0; i < list.length; i++) if (list[i][2] === key) return i;
      return -1;
    }
    if (known?.list !== list) known = { list, read: 0, places: new Map() };
    const { places } = known;
    for (; known.read < list.length; known.read++) {
      const name = list[known.read][2];
      if (!places.has(name)) places.set(name, known.read);
    }
    return places.get(key) ?? -1;
  };
  const shortened = () => {
    known = null;
  };

  // https://fetch.spec.whatwg.org/#concept-header-list-append
  const append = (list, entry) => {
    const index = firstOf(list, entry[2]);
    if (index < 0) list.push(entry);
    else if (joined.test(entry[2])) list[index] = [list[index][0], list[index][1] + ', ' + entry[1], entry[2]];
    else list.push([list[index][0], entry[1], entry[2]]);
  };

  const values = (list, key) => list.filter((entry) => entry[2] === key).map((entry) => entry[1]);

  // https://fetch.spec.whatwg.org/#concept-header-list-sort-and-combine
  const sorted = (list) => {
    const groups = new Map();
    for (const [, value, key] of list) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [value]);
      else group.push(value);
    }
    return [...groups.keys()].sort().flatMap((key) => {
      const group = groups.get(key);
      return key === 'set-cookie' ? group.map((value) => [key, value]) : [[key, group.join(', ')]];
    });
  };

  // A list from the host has no lower-case names yet.
  const keyed = (list) => {
    for (const entry of list) entry[2] ??= entry[0].toLowerCase();
    return list;
  };

  // https://fetch.spec.whatwg.org/#concept-headers-fill. refuse: throws what the caller says of a wrong type.
  const listFrom = (init, refuse) => {
    if (init === null || (typeof init !== 'object' && typeof init !== 'function')) refuse();
    if (internals.isHeaders?.(init)) return internals.headerListOf(init).slice();
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

  internals.headerLists = { append, entryOf, firstOf, keyOf, keyed, listFrom, shortened, sorted, values };
}
