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
    props;
    exports = internals.contextExports?.() ?? {};
    constructor(event, props = {}) {
      this.#event = event;
      this.props = props;
    }
    waitUntil(promise) {
      const event = internals.brand(() => this.#event);
      internals.requireArguments(arguments.length, 1, "waitUntil' on 'ExecutionContext", 'Promise');
      internals.addTask(event, promise);
    }
    passThroughOnException() {
      platform.write(22, internals.brand(() => this.#event));
    }
    abort(reason) {
      internals.writeException(internals.brand(() => this.#event), 'handler', reason);
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
  internals.makeContext = (event, props) => new ExecutionContext(event, props);
}
