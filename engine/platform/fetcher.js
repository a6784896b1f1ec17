// deferred: newFetcher
// needs: interface
// mentioned by: fetcher console
(platform) => {
  'use strict';
  const { internals } = platform;
  const own = Symbol('made by the platform');

  class Fetcher {
    constructor(token) {
      if (token !== own) throw new TypeError('Illegal constructor');
    }

    fetch(input, init) {
      return internals.fetch(input, init);
    }
  }
  internals.exposeInterface(Fetcher);
  return () => new Fetcher(own);
}
