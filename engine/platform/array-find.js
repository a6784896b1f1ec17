// mentioned by: find findIndex findLast findLastIndex
// spec: https://tc39.es/ecma262/#sec-array.prototype.find
//
// The engine's own four free the element before last twice when the CPU limit interrupts them between two elements
// (js_array_find of QuickJS-ng 0.17), which takes the process down. So kernel.js removes them from every isolate, and
// these stand in their place where a Worker mentions them. Platform files do without.
() => {
  'use strict';
  const { apply } = Reflect;
  const makeObject = Object;
  const { trunc, min } = Math;
  const NativeTypeError = TypeError;

  const search = (value, test, self, backwards, wantsIndex) => {
    if (value === undefined || value === null) throw new NativeTypeError('cannot convert to object');
    const list = makeObject(value);
    let left = min(trunc(+list.length) || 0, 9007199254740991);
    if (typeof test !== 'function') throw new NativeTypeError('not a function');
    const last = left - 1;
    for (; left > 0; left--) {
      const index = backwards ? left - 1 : last - left + 1;
      const element = list[index];
      if (apply(test, self, [element, index, list])) return wantsIndex ? index : element;
    }
    return wantsIndex ? -1 : undefined;
  };
  const methods = {
    find(predicate) { return search(this, predicate, arguments[1], false, false); },
    findIndex(predicate) { return search(this, predicate, arguments[1], false, true); },
    findLast(predicate) { return search(this, predicate, arguments[1], true, false); },
    findLastIndex(predicate) { return search(this, predicate, arguments[1], true, true); },
  };
  for (const name in methods) {
    Object.defineProperty(Array.prototype, name, { value: methods[name], writable: true, configurable: true });
  }
}
