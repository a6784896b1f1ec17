// provides: Intl
// needs: interface number-format date-format
// mentioned by: toLocaleString toLocaleDateString toLocaleTimeString
// spec: https://tc39.es/ecma402/
//
// Numbers and dates in English. QuickJS has no Intl, and its toLocaleString knows neither groups nor options.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand } = internals;
  const { defineProperty } = Object;
  const textOf = (parts) => parts.map((part) => part.value).join('');

  class NumberFormat {
    #format;
    #bound;
    constructor(locales, options) {
      this.#format = internals.numberFormat(locales, options, 'Intl.NumberFormat');
    }
    get format() {
      const format = brand(() => this.#format);
      return (this.#bound ??= { format: (value) => textOf(format.parts(value)) }.format);
    }
    formatToParts(value) {
      return brand(() => this.#format).parts(value);
    }
    resolvedOptions() {
      return { ...brand(() => this.#format).resolved };
    }
    static supportedLocalesOf(locales) {
      return supported(locales);
    }
  }

  const timeOf = (date) => {
    const value = date === undefined ? platform.now() : Number(date);
    if (Number.isNaN(value)) throw new RangeError('Invalid time value');
    return Math.trunc(value);
  };
  class DateTimeFormat {
    #format;
    #bound;
    constructor(locales, options) {
      this.#format = internals.dateFormat(locales, options, 'Intl.DateTimeFormat');
    }
    get format() {
      const format = brand(() => this.#format);
      return (this.#bound ??= { format: (date) => textOf(format.parts(timeOf(date))) }.format);
    }
    formatToParts(date) {
      return brand(() => this.#format).parts(timeOf(date));
    }
    resolvedOptions() {
      return { ...brand(() => this.#format).resolved };
    }
    static supportedLocalesOf(locales) {
      return supported(locales);
    }
  }

  const supported = (locales) => {
    const list = typeof locales === 'string' ? [locales] : Array.from(locales ?? []);
    return list.filter((tag) => /^en(-us)?$/i.test(tag)).map((tag) => (tag.length === 2 ? 'en' : 'en-US'));
  };

  // A constructor may also be called without `new`: https://tc39.es/ecma402/#sec-intl.numberformat
  const callable = (Class) => {
    const { name } = Class;
    const made = {
      [name]: function (locales, options) {
        return new.target === undefined ? new Class(locales, options) : Reflect.construct(Class, [locales, options], new.target);
      },
    }[name];
    defineProperty(made, 'length', { value: 0, configurable: true });
    defineProperty(made, 'prototype', { value: Class.prototype, writable: false });
    defineProperty(Class.prototype, 'constructor', { value: made, writable: true, configurable: true, enumerable: false });
    defineProperty(Class.prototype, Symbol.toStringTag, { value: `Intl.${name}`, configurable: true });
    defineProperty(made, 'supportedLocalesOf', { value: Class.supportedLocalesOf, writable: true, configurable: true });
    return made;
  };
  const Intl = {};
  for (const Class of [NumberFormat, DateTimeFormat]) {
    defineProperty(Intl, Class.name, { value: callable(Class), writable: true, configurable: true });
  }
  for (const name of ['Collator', 'DisplayNames', 'DurationFormat', 'ListFormat', 'Locale', 'PluralRules', 'RelativeTimeFormat', 'Segmenter']) {
    const missing = {
      [name]: function () {
        throw new Error(`Intl.${name} is not part of this engine: run it with npx wrangler dev`);
      },
    }[name];
    defineProperty(Intl, name, { value: missing, writable: true, configurable: true });
  }
  defineProperty(Intl, Symbol.toStringTag, { value: 'Intl', configurable: true });
  platform.expose('Intl', Intl);

  // ---- the methods of numbers and dates ----
  const define = (prototype, methods) => {
    for (const name of Object.keys(methods)) {
      defineProperty(methods[name], 'length', { value: 0, configurable: true });
      defineProperty(prototype, name, { value: methods[name], writable: true, configurable: true, enumerable: false });
    }
  };
  const { valueOf: numberOf } = Number.prototype;
  const { valueOf: bigOf } = BigInt.prototype;
  const { getTime } = Date.prototype;
  const { apply } = Reflect;
  const number = (type, receiver, of, [locales, options]) => {
    const value = apply(of, receiver, []);
    return textOf(internals.numberFormat(locales, options, `${type}.prototype.toLocaleString`).parts(value));
  };
  define(Number.prototype, { toLocaleString(...values) { return number('Number', this, numberOf, values); } });
  define(BigInt.prototype, { toLocaleString(...values) { return number('BigInt', this, bigOf, values); } });
  const date = (receiver, [locales, options], method, required, defaults) => {
    const time = apply(getTime, receiver, []);
    const format = internals.dateFormat(locales, options, `Date.prototype.${method}`, required, defaults);
    return Number.isNaN(time) ? 'Invalid Date' : textOf(format.parts(time));
  };
  define(Date.prototype, {
    toLocaleString(...values) { return date(this, values, 'toLocaleString', 'any', 'all'); },
    toLocaleDateString(...values) { return date(this, values, 'toLocaleDateString', 'date', 'date'); },
    toLocaleTimeString(...values) { return date(this, values, 'toLocaleTimeString', 'time', 'time'); },
  });
}
