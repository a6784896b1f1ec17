// needs: collation
// mentioned by: localeCompare
// spec: https://tc39.es/ecma402/#sup-String.prototype.localeCompare
//
// QuickJS compares code points: "a" after "B", "é" after "z".
(platform) => {
  'use strict';
  const { internals } = platform;
  const { prototype } = String;
  const { localeCompare } = {
    localeCompare(that, locales, options) {
      if (this === undefined || this === null) throw new TypeError('String.prototype.localeCompare called on null or undefined');
      return internals.collation(locales, options, 'String.prototype.localeCompare').compare(this, that);
    },
  };
  Object.defineProperty(localeCompare, 'length', { value: 1, configurable: true });
  Object.defineProperty(prototype, 'localeCompare', { value: localeCompare, writable: true, configurable: true, enumerable: false });
}
