// deferred: intlWords
// needs: intl-locale number-format
// spec: https://tc39.es/ecma402/#pluralrules-objects
//
// English of Intl.PluralRules, ListFormat and RelativeTimeFormat. Gives {plural, list, relative}, each
// (locales, options, caller) → what the methods of that class are made of.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { checkLocales, wordsOf, optionsOf } = internals.intl;
  const STYLES = ['long', 'short', 'narrow'];
  const textOf = (parts) => parts.map((part) => part.value).join('');

  const plural = (locales, given, caller) => {
    const locale = checkLocales(locales);
    const options = optionsOf(given);
    const type = wordsOf(caller)(options, 'type', ['cardinal', 'ordinal'], 'cardinal');
    const { parts, resolved } = internals.numberFormat(locales, { ...options, style: 'decimal' }, caller);
    const ordinal = (text) => {
      if (!/^-?\d+$/.test(text)) return 'other';
      if (/1[123]$/.test(text)) return 'other';
      return { 1: 'one', 2: 'two', 3: 'few' }[text.at(-1)] ?? 'other';
    };
    const select = (value) => {
      const text = textOf(parts(Number(value))).replaceAll(',', '');
      return type === 'ordinal' ? ordinal(text) : /^-?1$/.test(text) ? 'one' : 'other';
    };
    const { minimumIntegerDigits, minimumFractionDigits, maximumFractionDigits, roundingIncrement, roundingMode, roundingPriority, trailingZeroDisplay } = resolved;
    const pluralCategories = type === 'ordinal' ? ['few', 'one', 'two', 'other'] : ['one', 'other'];
    return {
      select,
      resolved: { locale, type, notation: 'standard', minimumIntegerDigits, minimumFractionDigits, maximumFractionDigits, pluralCategories, roundingIncrement, roundingMode, roundingPriority, trailingZeroDisplay },
    };
  };

  const list = (locales, given, caller) => {
    const locale = checkLocales(locales);
    const options = optionsOf(given);
    const word = wordsOf(caller);
    const type = word(options, 'type', ['conjunction', 'disjunction', 'unit'], 'conjunction');
    const style = word(options, 'style', STYLES, 'long');
    const last = type === 'disjunction' ? 'or ' : type === 'unit' ? '' : { long: 'and ', short: '& ', narrow: '' }[style];
    const between = type === 'unit' && style === 'narrow' ? ' ' : ', ';
    const parts = (items) => {
      const values = [];
      for (const item of items ?? []) {
        if (typeof item !== 'string') throw new TypeError(`Iterable yielded ${String(item)} which is not a string`);
        values.push(item);
      }
      const found = [];
      values.forEach((value, index) => {
        const isLast = index > 0 && index === values.length - 1;
        const mark = !isLast || last === '' ? between : values.length === 2 ? ` ${last}` : `${between}${last}`;
        if (index > 0) found.push({ type: 'literal', value: mark });
        found.push({ type: 'element', value });
      });
      return found;
    };
    return { parts, resolved: { locale, type, style } };
  };

  // The units: what they are called when they are short, and narrow.
  const UNITS = {
    __proto__: null, second: ['sec.', 's'], minute: ['min.', 'm'], hour: ['hr.', 'h'], day: ['day', 'd'],
    week: ['wk.', 'w'], month: ['mo.', 'mo'], quarter: ['qtr.', 'q'], year: ['yr.', 'y'],
  };
  const relative = (locales, given, caller) => {
    const locale = checkLocales(locales);
    const options = optionsOf(given);
    const word = wordsOf(caller);
    const style = word(options, 'style', STYLES, 'long');
    const numeric = word(options, 'numeric', ['always', 'auto'], 'always');
    const number = internals.numberFormat(undefined, undefined, caller);
    const named = (unit, isOne) => {
      const [short, narrow] = UNITS[unit];
      if (style === 'narrow') return narrow;
      if (style === 'long' || unit === 'day') return ` ${unit}${isOne ? '' : 's'}`;
      return ` ${unit === 'quarter' && !isOne ? 'qtrs.' : short}`;
    };
    const words = (value, unit) => {
      const short = style === 'long' || !UNITS[unit][0].endsWith('.') || ['second', 'minute', 'hour'].includes(unit) ? unit : UNITS[unit][0];
      if (value === 0) return unit === 'second' ? 'now' : unit === 'day' ? 'today' : `this ${short}`;
      if (Math.abs(value) !== 1 || ['second', 'minute', 'hour'].includes(unit)) return undefined;
      if (unit === 'day') return value === 1 ? 'tomorrow' : 'yesterday';
      return `${value === 1 ? 'next' : 'last'} ${short}`;
    };
    const parts = (given, asked) => {
      const value = Number(given);
      const unit = `${asked}`.replace(/s$/, '');
      if (UNITS[unit] === undefined) throw new RangeError(`Invalid unit argument for ${caller}.prototype.format() '${asked}'`);
      if (!Number.isFinite(value)) throw new RangeError(`Value need to be finite number for ${caller}.prototype.format()`);
      const said = numeric === 'auto' ? words(value, unit) : undefined;
      if (said !== undefined) return [{ type: 'literal', value: said }];
      const isPast = value < 0 || Object.is(value, -0);
      const size = number.parts(Math.abs(value)).map((part) => ({ ...part, unit }));
      const name = named(unit, textOf(size) === '1');
      return isPast ? [...size, { type: 'literal', value: `${name} ago` }] : [{ type: 'literal', value: 'in ' }, ...size, { type: 'literal', value: name }];
    };
    return { parts, resolved: { locale, style, numeric, numberingSystem: 'latn' } };
  };

  return () => ({ plural, list, relative });
}
