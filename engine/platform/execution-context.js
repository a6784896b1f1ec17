// provides: ExecutionContext
// needs: interface
// always
// spec: https://developers.cloudflare.com/workers/runtime-apis/context/
(platform) => {
  'use strict';
  const { internals } = platform;
  const { defineProperty } = Object;

  // The third argument of every handler. One an event; its own properties and enumerable methods are workerd's.
  class ExecutionContext {
    #event;
    tracing = undefined;
    access = undefined;
    cache = undefined;
    props = {};
    exports = {};
    constructor(event) {
      this.#event = event;
    }
    waitUntil(promise) {
      const event = internals.brand(() => this.#event);
      internals.requireArguments(arguments.length, 1, "waitUntil' on 'ExecutionContext", 'Promise');
      platform.addTask(event, promise);
    }
    passThroughOnException() {
      platform.passThrough(internals.brand(() => this.#event));
    }
    abort(reason) {
      platform.abort(internals.brand(() => this.#event), reason);
    }
    mapVirtualHost() {
      internals.brand(() => this.#event);
      throw new Error('mapVirtualHost() is not available in this engine.');
    }
  }
  const prototype = ExecutionContext.prototype;
  for (const name of ['waitUntil', 'passThroughOnException', 'abort', 'mapVirtualHost']) {
    defineProperty(prototype, name, { enumerable: true });
  }
  defineProperty(prototype, Symbol.toStringTag, { value: 'ExecutionContext', configurable: true });
  platform.expose('ExecutionContext', ExecutionContext);
  internals.makeContext = (event) => new ExecutionContext(event);
}
