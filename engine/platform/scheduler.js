// provides: scheduler Scheduler
// needs: interface timers abort-signal
// spec: https://github.com/WICG/scheduling-apis (only `wait`, as in the real runtime)
(platform) => {
  'use strict';
  const { internals } = platform;
  let allowed = false;

  class Scheduler {
    #own = true;
    constructor() {
      if (!allowed) throw new TypeError('Illegal constructor');
    }
    async wait(delay, options) {
      internals.brand(() => this.#own);
      if (arguments.length === 0) {
        throw new TypeError("Failed to execute 'wait' on 'Scheduler': parameter 1 is not of type 'number'.");
      }
      const { signal } = options ?? {};
      if (signal !== undefined) signal.throwIfAborted();
      await new Promise((resolve, reject) => {
        const timer = internals.setTimer(resolve, delay);
        if (signal === undefined) return;
        internals.onAbort(signal, (reason) => {
          platform.clearTimer(timer);
          reject(reason);
        });
      });
    }
  }
  internals.exposeInterface(Scheduler);
  allowed = true;
  platform.expose('scheduler', new Scheduler());
  allowed = false;
}
