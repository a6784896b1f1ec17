// provides: node:import
// needs: platform-modules
//
// The joined module's first line asks for what it imports of the platform's. With probes compiled in, probes.js has
// answered already.
(platform) => {
  'use strict';
  const { internals } = platform;
  if (!('$workerscope' in globalThis)) {
    Object.defineProperty(globalThis, '$workerscope', {
      configurable: true,
      value: () => {
        delete globalThis.$workerscope;
        return { module: internals.platformModule };
      },
    });
  }
}
