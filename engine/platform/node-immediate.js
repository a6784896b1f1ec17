// needs: timers node-errors
// spec: https://nodejs.org/api/timers.html#setimmediatecallback-args
//
// internals.immediates: as the first timer that is due, after the microtasks of this turn.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { apply } = Reflect;

  class Immediate {
    #id;
    constructor(id) {
      this.#id = id;
    }
    ref() {
      return this;
    }
    unref() {
      return this;
    }
    hasRef() {
      return true;
    }
    static clear(immediate) {
      if (typeof immediate === 'object' && immediate !== null && #id in immediate) platform.clearTimer(immediate.#id);
    }
  }
  Object.defineProperty(Immediate.prototype, Symbol.toStringTag, { value: 'Immediate', configurable: true });
  internals.immediates = {
    setImmediate(callback, ...values) {
      internals.nodeErrors.requireFunction('callback', callback);
      return new Immediate(internals.setTimer(() => apply(callback, undefined, values), 0));
    },
    clearImmediate(immediate) {
      Immediate.clear(immediate);
    },
  };
}
