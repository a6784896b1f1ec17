// provides: AbortController
// needs: abort-signal
// spec: https://dom.spec.whatwg.org/#interface-abortcontroller
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand } = internals;

  class AbortController {
    #signal = internals.abortSignal();
    get signal() {
      return brand(() => this.#signal);
    }
    abort(reason) {
      internals.abort(
        brand(() => this.#signal),
        reason,
      );
    }
  }
  internals.exposeInterface(AbortController);
}
