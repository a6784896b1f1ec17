// provides: node:timers node:timers/promises
// needs: platform-modules node-immediate node-errors timers abort-signal
// spec: https://nodejs.org/api/timers.html
//
// The platform's timers as Node.js has them: as objects. In an isolate nothing waits for a timer but its event, so
// ref() and unref() say no more than what was asked.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { apply } = Reflect;
  const errors = internals.nodeErrors;
  const { setImmediate, clearImmediate } = internals.immediates;
  const { setInterval: setRepeated, setTimeout: setOnce } = globalThis;

  class Timeout {
    #id;
    #start;
    #referenced = true;
    constructor(start) {
      this.#start = start;
      this.#id = start();
    }
    ref() {
      this.#referenced = true;
      return this;
    }
    unref() {
      this.#referenced = false;
      return this;
    }
    hasRef() {
      return this.#referenced;
    }
    // From now on again.
    refresh() {
      platform.clearTimer(this.#id);
      this.#id = this.#start();
      return this;
    }
    close() {
      platform.clearTimer(this.#id);
      return this;
    }
    [Symbol.toPrimitive]() {
      return this.#id;
    }
    [Symbol.dispose]() {
      this.close();
    }
  }
  const delayOf = (delay) => (+delay >= 1 && +delay <= 2 ** 31 - 1 ? +delay : 1);
  const made = (set) => (callback, delay, ...values) => {
    errors.requireFunction('callback', callback);
    const timeout = new Timeout(() => set(() => apply(callback, timeout, values), delayOf(delay)));
    return timeout;
  };
  const clear = (timeout) => {
    if (timeout instanceof Timeout) timeout.close();
    else if (typeof timeout === 'number' || typeof timeout === 'string') platform.clearTimer(Math.trunc(+timeout));
  };

  const aborted = (signal) => {
    const error = new Error('The operation was aborted', { cause: signal.reason });
    return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
  };
  // A promise of `value` when what `start(resolve)` set is due. stop: undoes that.
  const promised = (value, options, start, stop) => {
    const signal = options?.signal;
    if (signal?.aborted) return Promise.reject(aborted(signal));
    return new Promise((resolve, reject) => {
      const set = start(() => resolve(value));
      if (signal === undefined) return;
      internals.onAbort(signal, () => {
        stop(set);
        reject(aborted(signal));
      });
    });
  };
  const setTimeout = made(setOnce);
  const setInterval = made(setRepeated);
  const later = (delay, value, options) => promised(value, options, (done) => setTimeout(done, delay), clear);
  const soon = (value, options) => promised(value, options, setImmediate, clearImmediate);
  // A tick that comes while the loop's body is busy waits for it.
  async function* every(delay, value, options) {
    const signal = options?.signal;
    if (signal?.aborted) throw aborted(signal);
    let ticks = 0;
    let wake = () => {};
    const interval = setInterval(() => wake(++ticks), delay);
    if (signal !== undefined) internals.onAbort(signal, () => wake());
    try {
      for (;;) {
        if (ticks === 0) await new Promise((resolve) => (wake = resolve));
        if (signal?.aborted) throw aborted(signal);
        ticks--;
        yield value;
      }
    } finally {
      clear(interval);
    }
  }
  const promises = {
    setTimeout: later,
    setImmediate: soon,
    setInterval: every,
    scheduler: { wait: (delay, options) => later(delay, undefined, options), yield: () => soon() },
  };
  const members = {
    setTimeout, setInterval, setImmediate, clearTimeout: clear, clearInterval: clear, clearImmediate, promises,
  };
  for (const [name, one] of [['setTimeout', later], ['setImmediate', soon]]) {
    Object.defineProperty(members[name], Symbol.for('nodejs.util.promisify.custom'), { value: one, configurable: true });
  }
  internals.provideModule('node:timers', { ...members, default: members });
  internals.provideModule('node:timers/promises', { ...promises, default: promises });
}
