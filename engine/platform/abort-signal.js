// provides: AbortSignal
// needs: event-target dom-exception timers
// mentioned by: signal
// spec: https://dom.spec.whatwg.org/#interface-AbortSignal
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand } = internals;

  let allowed = false;
  let abort;
  const create = () => {
    allowed = true;
    try {
      return new AbortSignal();
    } finally {
      allowed = false;
    }
  };
  const given = (reason) =>
    reason === undefined ? internals.domException('The operation was aborted', 'AbortError') : reason;

  class AbortSignal extends internals.EventTarget {
    #aborted = false;
    #reason;
    #onabort = null;
    #steps = new Set(); // what platform files do when it aborts, before the event

    constructor() {
      if (!allowed) throw new TypeError('Illegal constructor');
      super();
    }
    static {
      // https://dom.spec.whatwg.org/#abortsignal-signal-abort
      abort = (signal, reason) => {
        if (signal.#aborted) return;
        signal.#aborted = true;
        signal.#reason = given(reason);
        for (const step of signal.#steps) step(signal.#reason);
        signal.#steps.clear();
        signal.dispatchEvent(internals.trustedEvent('abort'));
      };
      internals.isAbortSignal = (value) => value !== null && typeof value === 'object' && #aborted in value;
      // Runs step(reason) when the signal aborts (at once when it has); gives the function that takes the step away.
      internals.onAbort = (signal, step) => {
        if (signal.#aborted) step(signal.#reason);
        else signal.#steps.add(step);
        return () => signal.#steps.delete(step);
      };
    }

    static abort(reason) {
      const signal = create();
      signal.#aborted = true;
      signal.#reason = given(reason);
      return signal;
    }
    static any(signals) {
      const dependent = create();
      const sources = [...signals];
      for (const source of sources) {
        if (!internals.isAbortSignal(source)) {
          throw new TypeError("Failed to execute 'any' on 'AbortSignal': parameter 1 is not of type 'Array'.");
        }
        if (source.aborted) return AbortSignal.abort(source.reason);
      }
      for (const source of sources) internals.onAbort(source, (reason) => abort(dependent, reason));
      return dependent;
    }
    static timeout(delay) {
      if (arguments.length === 0) {
        throw new TypeError("Failed to execute 'timeout' on 'AbortSignal': parameter 1 is not of type 'number'.");
      }
      const signal = create();
      internals.setTimer(
        () => abort(signal, internals.domException('The operation was aborted due to timeout', 'TimeoutError')),
        delay,
      );
      return signal;
    }

    get aborted() {
      return brand(() => this.#aborted);
    }
    get reason() {
      return brand(() => this.#reason);
    }
    get onabort() {
      return brand(() => this.#onabort);
    }
    set onabort(listener) {
      brand(() => this.#onabort);
      this.#onabort = typeof listener === 'function' || typeof listener === 'object' ? listener : null;
    }
    throwIfAborted() {
      if (brand(() => this.#aborted)) throw this.#reason;
    }
  }
  internals.exposeInterface(AbortSignal);
  internals.abortSignal = create;
  internals.abort = abort;
}
