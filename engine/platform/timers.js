// provides: setTimeout setInterval clearTimeout clearInterval
// needs: dom-exception
// spec: https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html#timers
//
// As the real runtime has them: 0 and 1 ms are distinct, nested timers are not clamped, at most 10,000 at once
// (tests/conformance: topics timers, limits).
(platform) => {
  'use strict';
  const { apply } = Reflect;
  const NativeTypeError = TypeError;
  const global = globalThis;
  const MOST = 10000;
  const LONGEST = 3153600000000; // a hundred years; Infinity comes to this

  const refuse = (name, type) => {
    throw new NativeTypeError(
      `Failed to execute '${name}' on 'ServiceWorkerGlobalScope': parameter 1 is not of type '${type}'.`,
    );
  };
  const milliseconds = (delay) => {
    const number = +delay;
    return number >= LONGEST ? LONGEST : number > 0 ? Math.trunc(number) : 0;
  };
  // A timer of the current event's: its id.
  const setTimer = (callback, delay, repeats) => {
    const wait = milliseconds(delay);
    platform.requireEvent();
    const { active, finished } = platform.timerCount();
    if (active >= MOST) {
      throw platform.internals.domException(
        `You have exceeded the number of active timeouts you may set. max active timeouts: ${MOST}, ` +
          `current active timeouts: ${active}, finished timeouts: ${finished}`,
        'QuotaExceededError',
      );
    }
    return platform.timer(callback, wait, repeats);
  };
  platform.internals.setTimer = (callback, delay) => setTimer(callback, delay, false);

  const setter = (name, repeats) =>
    ({
      [name](...values) {
        const [callback, delay, ...rest] = values;
        if (typeof callback !== 'function') refuse(name, 'function');
        return setTimer(() => apply(callback, global, rest), delay, repeats);
      },
    })[name];
  const clearer = (name) =>
    ({
      [name](...values) {
        if (values.length === 0) refuse(name, 'Number');
        const id = Math.trunc(+values[0]);
        platform.requireEvent();
        platform.clearTimer(id);
      },
    })[name];

  platform.expose('setTimeout', setter('setTimeout', false));
  platform.expose('setInterval', setter('setInterval', true));
  platform.expose('clearTimeout', clearer('clearTimeout'));
  platform.expose('clearInterval', clearer('clearInterval'));
}
