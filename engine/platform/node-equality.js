// spec: https://nodejs.org/api/assert.html#assertdeepstrictequalactual-expected-message
(platform) => {
  'use strict';
  const { is, keys, getPrototypeOf } = Object;

  // Whether two values are alike through and through. Pairs that are being compared count as alike (cycles).
  const alike = (one, other, open) => {
    if (is(one, other)) return true;
    if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
    if (getPrototypeOf(one) !== getPrototypeOf(other)) return false;
    if (open.some(([left, right]) => left === one && right === other)) return true;
    const pairs = [...open, [one, other]];
    if (Array.isArray(one) && one.length !== other.length) return false;
    if (one instanceof Date && !is(one.getTime(), other.getTime())) return false;
    if (one instanceof RegExp && (one.source !== other.source || one.flags !== other.flags)) return false;
    if (one instanceof Error && (one.message !== other.message || one.name !== other.name)) return false;
    for (const Boxed of [Number, String, Boolean]) {
      if (one instanceof Boxed && !is(one.valueOf(), other.valueOf())) return false;
    }
    if (one instanceof ArrayBuffer) return alike(new Uint8Array(one), new Uint8Array(other), pairs);
    if (one instanceof Map || one instanceof Set) {
      if (one.size !== other.size) return false;
      const left = [...other];
      for (const entry of one) {
        let at = 0;
        while (at < left.length && !alike(entry, left[at], pairs)) at++;
        if (at === left.length) return false;
        left.splice(at, 1);
      }
    }
    const symbols = (value) =>
      Object.getOwnPropertySymbols(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
    const names = [...keys(one), ...symbols(one)];
    if (names.length !== keys(other).length + symbols(other).length) return false;
    return names.every((name) => Object.hasOwn(other, name) && alike(one[name], other[name], pairs));
  };
  platform.internals.deepStrictEqual = (one, other) => alike(one, other, []);
}
