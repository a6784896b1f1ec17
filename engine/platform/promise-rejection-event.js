// provides: PromiseRejectionEvent
// needs: event
// spec: https://html.spec.whatwg.org/multipage/webappapis.html#the-promiserejectionevent-interface
//
// Only the runtime makes these, as in the real one.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand } = internals;
  let making = false;

  class PromiseRejectionEvent extends Event {
    #promise;
    #reason;
    constructor(type, promise, reason) {
      if (!making) throw new TypeError('Illegal constructor');
      super(type);
      this.#promise = promise;
      this.#reason = reason;
    }
    get promise() {
      return brand(() => this.#promise);
    }
    get reason() {
      return brand(() => this.#reason);
    }
  }
  class TrustedEvent extends internals.exposeInterface(PromiseRejectionEvent) {
    static [internals.trusted] = true;
  }
  internals.rejectionEvent = (type, promise, reason) => {
    making = true;
    try {
      return Object.setPrototypeOf(new TrustedEvent(type, promise, reason), PromiseRejectionEvent.prototype);
    } finally {
      making = false;
    }
  };
}
