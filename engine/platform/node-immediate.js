// provides: node:global.setImmediate node:global.clearImmediate
// needs: timers
// spec: https://nodejs.org/api/timers.html#setimmediatecallback-args
// As the first timer that is due: after the microtasks of this turn. engine/node.py says when these globals are there.
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
  const globals = {
    setImmediate(callback, ...values) {
      if (typeof callback !== 'function') {
        const error = new TypeError('The "callback" argument must be of type function. Received ' + (callback === null ? 'null' : typeof callback));
        error.code = 'ERR_INVALID_ARG_TYPE';
        throw error;
      }
      return new Immediate(internals.setTimer(() => apply(callback, undefined, values), 0));
    },
    clearImmediate(immediate) {
      Immediate.clear(immediate);
    },
  };
  platform.expose('setImmediate', globals.setImmediate);
  platform.expose('clearImmediate', globals.clearImmediate);
}
