// mentioned by: random
// spec: https://tc39.es/ecma262/#sec-math.random
//
// Seeded, so that the same run gives the same trace. Allowed in global scope, as in the real runtime.
(platform) => {
  'use strict';
  const { random } = { random: () => platform.random() };
  Object.defineProperty(Math, 'random', { value: random, writable: true, configurable: true, enumerable: false });
}
