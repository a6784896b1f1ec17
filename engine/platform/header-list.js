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

  // https://fetch.spec.whatwg.org/#concept-header-list-append
  const append = (list, entry) => {
    const index = list.map((other) => other[2]).indexOf(entry[2]);
    if (index < 0) list.push(entry);
    else if (joined.test(entry[2])) list[index] = [list[index][0], list[index][1] + ', ' + entry[1], entry[2]];
    else list.push([list[index][0], entry[1], entry[2]]);
  };

  const values = (list, key) => list.filter((entry) => entry[2] === key).map((entry) => entry[1]);

  // https://fetch.spec.whatwg.org/#concept-header-list-sort-and-combine
  const sorted = (list) => {
    const names = [...new Set(list.map((entry) => entry[2]))].sort();
    return names.flatMap((key) =>
      key === 'set-cookie' ? values(list, key).map((value) => [key, value]) : [[key, values(list, key).join(', ')]],
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

  internals.headerLists = { append, entryOf, keyOf, keyed, listFrom, sorted, values };
}
