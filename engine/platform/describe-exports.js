// always
// deferred: describeExports
// What the module exports, for the host to judge: name, type and kind of class, again and again.
(platform) => {
  'use strict';
  const { setPrototypeOf, stringify, get } = platform.natives;
  const { internals } = platform;
  const kindOf = (value) => {
    if (typeof value !== 'function') return '';
    if (internals.isEntrypointClass?.(value)) return 'entrypoint';
    if (internals.isDurableObjectClass?.(value)) return 'durable object';
    return 'function';
  };
  return () => {
    const list = setPrototypeOf([], null);
    let count = 0;
    for (const name in platform.exported) {
      const value = get(platform.exported, name);
      list[count++] = name;
      list[count++] = value === null ? 'null' : typeof value;
      list[count++] = kindOf(value);
    }
    return stringify(list);
  };
}
