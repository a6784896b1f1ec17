// provides: performance Performance
// needs: interface
// spec: https://developers.cloudflare.com/workers/runtime-apis/performance/
//
// As in the real runtime, `now()` is the frozen clock itself and `timeOrigin` is 0.
(platform) => {
  'use strict';
  const { brand, exposeInterface } = platform.internals;
  let allowed = false;

  class Performance {
    #own = 0;
    constructor() {
      if (!allowed) throw new TypeError('Illegal constructor');
    }
    get timeOrigin() {
      return brand(() => this.#own);
    }
    now() {
      brand(() => this.#own);
      return platform.now();
    }
  }
  exposeInterface(Performance);
  allowed = true;
  platform.expose('performance', new Performance());
  allowed = false;
}
