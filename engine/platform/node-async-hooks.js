// provides: node:async_hooks
// needs: probes platform-modules queue-microtask
// spec: https://developers.cloudflare.com/workers/runtime-apis/nodejs/asynclocalstorage/
//
// The engine knows no asynchronous context; the probes do: a function's frame keeps the context it was entered in, and
// puts it back where it goes on after an `await`. Callbacks of `then`, timers and queueMicrotask are bound when they are
// handed over. (Callbacks that the platform itself keeps, of streams and event listeners, run in no context.)
(platform) => {
  'use strict';
  const { internals } = platform;
  const { apply } = Reflect;
  const { defineProperty } = Object;
  const { probes } = internals;

  let context; // {storage, value, outer}, or undefined: a chain that is never changed
  let fresh = true; // nothing of the learner's has run in this job yet

  const within = (other, callback, receiver, values) => {
    const before = context;
    context = other;
    fresh = false;
    try {
      return apply(callback, receiver, values);
    } finally {
      context = before;
    }
  };
  const bound = (callback) => {
    if (typeof callback !== 'function') return callback;
    const kept = context;
    return function (...values) {
      return within(kept, callback, this, values);
    };
  };

  // The host takes the outbox between any two jobs: each begins without a context.
  const { host, timer } = platform;
  platform.host = (command, first, second, third) => {
    context = undefined;
    fresh = true;
    return host(command, first, second, third);
  };
  platform.timer = (callback, delay, repeats) => timer(bound(callback), delay, repeats);

  const { enter, statement, resume } = probes;
  const goOn = (frame) => {
    if (fresh) context = frame.context;
    fresh = false;
  };
  probes.enter = (probe) => {
    const frame = enter(probe);
    frame.context = context;
    fresh = false;
    return frame;
  };
  probes.statement = (probe, frame) => {
    goOn(frame);
    statement(probe, frame);
  };
  probes.resume = (probe, frame, value) => {
    goOn(frame);
    return resume(probe, frame, value);
  };

  const { then } = Promise.prototype;
  const methods = {
    then(fulfilled, rejected) {
      return apply(then, this, context === undefined ? [fulfilled, rejected] : [bound(fulfilled), bound(rejected)]);
    },
  };
  defineProperty(Promise.prototype, 'then', { value: methods.then, writable: true, configurable: true });
  const { queueMicrotask: queue } = globalThis;
  const globals = {
    queueMicrotask(callback) {
      return queue(bound(callback));
    },
  };
  platform.expose('queueMicrotask', globals.queueMicrotask);

  class AsyncLocalStorage {
    #default;
    constructor(options) {
      this.#default = options?.defaultValue;
    }
    static bind(callback) {
      return bound(callback);
    }
    static snapshot() {
      const kept = context;
      return (callback, ...values) => within(kept, callback, undefined, values);
    }
    getStore() {
      for (let at = context; at !== undefined; at = at.outer) if (at.storage === this) return at.value;
      return this.#default;
    }
    run(store, callback, ...values) {
      return within({ storage: this, value: store, outer: context }, callback, undefined, values);
    }
    exit(callback, ...values) {
      return this.run(undefined, callback, ...values);
    }
    enterWith() {
      throw new Error('asyncLocalStorage.enterWith() is not implemented');
    }
    disable() {
      throw new Error('asyncLocalStorage.disable() is not implemented');
    }
  }

  class AsyncResource {
    #kept = context;
    type;
    constructor(type) {
      this.type = type;
    }
    static bind(callback) {
      return bound(callback);
    }
    bind(callback) {
      return (...values) => this.runInAsyncScope(callback, undefined, ...values);
    }
    runInAsyncScope(callback, receiver, ...values) {
      return within(this.#kept, callback, receiver, values);
    }
  }

  internals.provideModule('node:async_hooks', {
    AsyncLocalStorage,
    AsyncResource,
    default: { AsyncLocalStorage, AsyncResource },
  });
}
