// provides: Intl
// needs: interface number-format date-format collation intl-words
// mentioned by: toLocaleString toLocaleDateString toLocaleTimeString
// spec: https://tc39.es/ecma402/
//
// English numbers, dates, lists and the order of words. QuickJS has no Intl, and its toLocaleString knows no options.
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

  class Collator {
    #order;
    #bound;
    constructor(locales, options) {
      this.#order = internals.collation(locales, options, 'Intl.Collator');
    }
    get compare() {
      const order = brand(() => this.#order);
      return (this.#bound ??= { compare: (a, b) => order.compare(a, b) }.compare);
    }
    resolvedOptions() {
      return { ...brand(() => this.#order).resolved };
    }
    static supportedLocalesOf(locales) {
      return supported(locales);
    }
  }
  class PluralRules {
    #rules;
    constructor(locales, options) {
      this.#rules = internals.intlWords().plural(locales, options, 'Intl.PluralRules');
    }
    select(value) {
      return brand(() => this.#rules).select(value);
    }
    resolvedOptions() {
      return { ...brand(() => this.#rules).resolved };
    }
    static supportedLocalesOf(locales) {
      return supported(locales);
    }
  }
  class ListFormat {
    #format;
    constructor(locales, options) {
      this.#format = internals.intlWords().list(locales, options, 'Intl.ListFormat');
    }
    format(items) {
      return textOf(brand(() => this.#format).parts(items));
    }
    formatToParts(items) {
      return brand(() => this.#format).parts(items);
    }
    resolvedOptions() {
      return { ...brand(() => this.#format).resolved };
    }
    static supportedLocalesOf(locales) {
      return supported(locales);
    }
  }
  class RelativeTimeFormat {
    #format;
    constructor(locales, options) {
      this.#format = internals.intlWords().relative(locales, options, 'Intl.RelativeTimeFormat');
    }
    format(value, unit) {
      return textOf(brand(() => this.#format).parts(value, unit));
    }
    formatToParts(value, unit) {
      return brand(() => this.#format).parts(value, unit);
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

  // The older constructors may also be called without `new`: https://tc39.es/ecma402/#sec-intl.numberformat
  const OLDER = ['Collator', 'DateTimeFormat', 'NumberFormat'];
  const callable = (Class) => {
    const { name } = Class;
    const made = {
      [name]: function (locales, options) {
        if (new.target === undefined && !OLDER.includes(name)) throw new TypeError(`Constructor Intl.${name} requires 'new'`);
        return Reflect.construct(Class, [locales, options], new.target ?? Class);
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
  for (const Class of [Collator, DateTimeFormat, ListFormat, NumberFormat, PluralRules, RelativeTimeFormat]) {
    defineProperty(Intl, Class.name, { value: callable(Class), writable: true, configurable: true });
  }
  for (const name of ['DisplayNames', 'DurationFormat', 'Locale', 'Segmenter']) {
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
