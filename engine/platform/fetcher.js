// provides: Fetcher
// needs: fetch-request
// mentioned by: fetcher
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
  internals.newFetcher = () => new Fetcher(own);
}
