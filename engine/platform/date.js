// provides: Date
// spec: https://developers.cloudflare.com/workers/reference/security-model/#step-1-disallow-timers-and-multi-threading
//
// The clock of production: it stands still while code runs, moves with I/O, and says 0 in global scope. Everything but
// reading the clock is the engine's own.
(platform) => {
  'use strict';
  const NativeDate = Date;
  const { construct, apply } = Reflect;
  const { prototype } = NativeDate;

  const frozen = new Proxy(NativeDate, {
    __proto__: null,
    apply: () => textOf(new NativeDate(platform.now())),
    construct: (target, values, type) => construct(target, values.length === 0 ? [platform.now()] : values, type),
  });
  const define = (holder, name, value) =>
    Object.defineProperty(holder, name, { value, writable: true, configurable: true, enumerable: false });
  define(NativeDate, 'now', { now: () => platform.now() }.now);
  define(prototype, 'constructor', frozen);

  // V8 names the zone; Workers always run in UTC.
  const withZone = (method) => {
    const { name } = method;
    return {
      [name]() {
        const text = apply(method, this, []);
        return text.endsWith('GMT+0000') ? `${text} (Coordinated Universal Time)` : text;
      },
    }[name];
  };
  define(prototype, 'toString', withZone(prototype.toString));
  define(prototype, 'toTimeString', withZone(prototype.toTimeString));
  const { toString } = prototype;
  const textOf = (date) => apply(toString, date, []);

  platform.expose('Date', frozen);
}
