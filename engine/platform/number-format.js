// deferred: numberFormat
// needs: intl-locale
// spec: https://tc39.es/ecma402/#numberformat-objects
//
// Gives (locales, options, caller) → {parts(value), resolved}: a number in English, as a list of {type, value}.
(platform) => {
  'use strict';
  const { refuse, checkLocales, wordsOf, number, optionsOf, refuseOthers } = platform.internals.intl;

  // Signs of currencies in English; others are written by their code (CLDR, en).
  const SIGNS = {
    __proto__: null, USD: '$', EUR: '€', GBP: '£', JPY: '¥', INR: '₹', CNY: 'CN¥', KRW: '₩', BRL: 'R$', CAD: 'CA$',
    AUD: 'A$', MXN: 'MX$', NZD: 'NZ$', ILS: '₪', VND: '₫', TWD: 'NT$', HKD: 'HK$', PHP: '₱', XCD: 'EC$',
  };
  // Digits after the point, where they are not two: https://tc39.es/ecma402/#sec-currencydigits
  const CURRENCY_DIGITS = {
    __proto__: null, BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, VND: 0,
    VUV: 0, XAF: 0, XOF: 0, XPF: 0, BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3,
  };
  const COMPACT = { short: ['K', 'M', 'B', 'T'], long: ['thousand', 'million', 'billion', 'trillion'] };

  // A finite number as 0.DIGITS times ten to the power of `point`.
  const decimalOf = (text) => {
    const [, whole, fraction = '', exponent = '0'] = /^(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text);
    const digits = (whole + fraction).replace(/^0+/, '');
    const zeros = whole.length + fraction.length - digits.length;
    return { digits: digits.replace(/0+$/, ''), point: digits === '' ? 0 : whole.length - zeros + Number(exponent) };
  };
  // The nearest decimal with no more than `keep` digits; half is rounded away from zero.
  const rounded = ({ digits, point }, keep) => {
    if (keep >= digits.length) return { digits, point };
    if (keep < 0) return { digits: '', point: 0 };
    const kept = digits.slice(0, keep);
    if (digits[keep] < '5') return { digits: kept.replace(/0+$/, ''), point: kept === '' ? 0 : point };
    const up = String(BigInt(`1${kept}`) + 1n);
    const carried = up[0] === '2';
    return { digits: (carried ? `1${up.slice(1)}` : up.slice(1)).replace(/0+$/, ''), point: carried ? point + 1 : point };
  };
  const halves = ({ digits, point }) => [
    point > 0 ? digits.slice(0, point).padEnd(point, '0') : '',
    point > 0 ? digits.slice(point) : '0'.repeat(digits === '' ? 0 : -point) + digits,
  ];

  const digitsOf = (options, least, most, compact) => {
    const whole = number(options, 'minimumIntegerDigits', 1, 21, 1);
    const { minimumSignificantDigits: few, maximumSignificantDigits: many } = options;
    if (few !== undefined || many !== undefined) {
      const minimum = number(options, 'minimumSignificantDigits', 1, 21, 1);
      return { whole, significant: [minimum, number(options, 'maximumSignificantDigits', minimum, 21, 21)] };
    }
    const minimum = number(options, 'minimumFractionDigits', 0, 100, undefined);
    const maximum = number(options, 'maximumFractionDigits', 0, 100, undefined);
    if (compact && minimum === undefined && maximum === undefined) return { whole, compact: true };
    if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
      throw new RangeError('maximumFractionDigits value is out of range.');
    }
    const from = minimum ?? Math.min(least, maximum ?? least);
    return { whole, fraction: [from, maximum ?? Math.max(most, from)] };
  };

  return (locales, given, caller) => {
    const locale = checkLocales(locales);
    const word = wordsOf(caller);
    const options = optionsOf(given);
    refuseOthers(options, ['numberingSystem', 'roundingIncrement', 'roundingPriority', 'trailingZeroDisplay']);
    const style = word(options, 'style', ['decimal', 'percent', 'currency', 'unit'], 'decimal');
    if (style === 'unit') refuse('The option style: "unit"');
    const currency = options.currency === undefined ? undefined : `${options.currency}`.toUpperCase();
    if (currency !== undefined && !/^[A-Z]{3}$/.test(currency)) throw new RangeError(`Invalid currency code : ${options.currency}`);
    if (style === 'currency' && currency === undefined) throw new TypeError('Currency code is required with currency style.');
    const display = word(options, 'currencyDisplay', ['code', 'symbol', 'narrowSymbol', 'name'], 'symbol');
    if (style === 'currency' && display === 'name') refuse('The option currencyDisplay: "name"');
    const accounting = word(options, 'currencySign', ['standard', 'accounting'], 'standard') === 'accounting';
    const notation = word(options, 'notation', ['standard', 'scientific', 'engineering', 'compact'], 'standard');
    if (notation === 'scientific' || notation === 'engineering') refuse(`The option notation: "${notation}"`);
    const names = COMPACT[word(options, 'compactDisplay', ['short', 'long'], 'short')];
    if (word(options, 'roundingMode', ['ceil', 'floor', 'expand', 'trunc', 'halfCeil', 'halfFloor', 'halfExpand', 'halfTrunc', 'halfEven'], 'halfExpand') !== 'halfExpand') {
      refuse(`The option roundingMode: "${options.roundingMode}"`);
    }
    const sign = word(options, 'signDisplay', ['auto', 'never', 'always', 'exceptZero', 'negative'], 'auto');
    const { useGrouping = notation === 'compact' ? 'min2' : 'auto' } = options;
    const ofCurrency = style === 'currency' && notation === 'standard' ? (CURRENCY_DIGITS[currency] ?? 2) : 0;
    const most = style === 'currency' ? ofCurrency : style === 'percent' ? 0 : 3;
    const digits = digitsOf(options, ofCurrency, most, notation === 'compact');

    const shortened = (decimal) => {
      if (digits.significant !== undefined) return rounded(decimal, digits.significant[1]);
      if (digits.fraction !== undefined) return rounded(decimal, decimal.point + digits.fraction[1]);
      return rounded(decimal, decimal.point >= 2 ? decimal.point : 2); // compact: a whole number, or two digits
    };
    const grouped = (whole) => {
      const isOff = useGrouping === false || useGrouping === 'false' || (useGrouping === 'min2' && whole.length < 5);
      const groups = [];
      for (let end = whole.length; end > 0; end -= isOff ? end : 3) groups.unshift(whole.slice(Math.max(0, isOff ? 0 : end - 3), end));
      return groups;
    };
    const spelled = (decimal) => {
      let short = shortened(decimal);
      let power = 0;
      if (notation === 'compact') {
        const thousands = ({ point }) => Math.min(4, Math.max(0, Math.floor((point - 1) / 3)));
        power = thousands(decimal);
        short = shortened({ ...decimal, point: decimal.point - 3 * power });
        if (short.point > 3 && power < 4) {
          power += 1;
          short = { ...short, point: short.point - 3 };
        }
      }
      let [whole, fraction] = halves(short);
      if (digits.significant !== undefined) {
        const has = whole.length + (whole === '' ? fraction.replace(/^0+/, '').length : fraction.length);
        const zero = short.digits === '' ? 1 : 0;
        fraction += '0'.repeat(Math.max(0, digits.significant[0] - has - zero));
      }
      if (digits.fraction !== undefined) fraction = fraction.padEnd(digits.fraction[0], '0');
      whole = whole.padStart(digits.whole, '0');
      const parts = [];
      for (const value of grouped(whole)) {
        if (parts.length > 0) parts.push({ type: 'group', value: ',' });
        parts.push({ type: 'integer', value });
      }
      if (fraction !== '') parts.push({ type: 'decimal', value: '.' }, { type: 'fraction', value: fraction });
      if (power > 0) {
        if (names === COMPACT.long) parts.push({ type: 'literal', value: ' ' });
        parts.push({ type: 'compact', value: names[power - 1] });
      }
      return { parts, isZero: short.digits === '' };
    };

    const parts = (value) => {
      const isBig = typeof value === 'bigint';
      const exact = typeof value === 'string' && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(value) ? value.trim().replace(/^\+/, '') : undefined;
      const given = isBig ? value : Number(value);
      const text = isBig ? String(value) : (exact ?? (Object.is(given, -0) ? '-0' : String(given)));
      const isNegative = text.startsWith('-');
      const size = isNegative ? text.slice(1) : text;
      let shown;
      if (size === 'NaN') shown = { parts: [{ type: 'nan', value: 'NaN' }], isZero: true };
      else if (size === 'Infinity') shown = { parts: [{ type: 'infinity', value: '∞' }], isZero: false };
      else {
        const decimal = decimalOf(size);
        if (style === 'percent' && decimal.digits !== '') decimal.point += 2;
        shown = spelled(decimal);
      }
      const isMinus = isNegative && size !== 'NaN' && sign !== 'never' && !(shown.isZero && (sign === 'exceptZero' || sign === 'negative'));
      const isPlus = !isNegative && (sign === 'always' || (sign === 'exceptZero' && !shown.isZero));
      const list = [...shown.parts];
      if (style === 'percent') list.push({ type: 'percentSign', value: '%' });
      if (style === 'currency') {
        const written = display === 'code' ? currency : (display === 'narrowSymbol' ? SIGNS[currency]?.replace(/^[A-Z]+(?=\W)/, '') : SIGNS[currency]) ?? currency;
        if (/[A-Z]$/.test(written) && shown.parts[0].type === 'integer') list.unshift({ type: 'literal', value: '\xa0' });
        list.unshift({ type: 'currency', value: written });
      }
      if (isMinus && accounting && style === 'currency') return [{ type: 'literal', value: '(' }, ...list, { type: 'literal', value: ')' }];
      if (isMinus) list.unshift({ type: 'minusSign', value: '-' });
      if (isPlus) list.unshift({ type: 'plusSign', value: '+' });
      return list;
    };

    const resolved = { locale, numberingSystem: 'latn', style };
    if (style === 'currency') Object.assign(resolved, { currency, currencyDisplay: display, currencySign: accounting ? 'accounting' : 'standard' });
    resolved.minimumIntegerDigits = digits.whole;
    if (digits.significant === undefined) [resolved.minimumFractionDigits, resolved.maximumFractionDigits] = digits.fraction ?? [0, 0];
    else [resolved.minimumSignificantDigits, resolved.maximumSignificantDigits] = digits.significant;
    Object.assign(resolved, { useGrouping: useGrouping === 'false' ? false : useGrouping === true || useGrouping === 'true' ? 'always' : useGrouping, notation });
    if (notation === 'compact') resolved.compactDisplay = names === COMPACT.short ? 'short' : 'long';
    resolved.signDisplay = sign;
    resolved.roundingIncrement = 1;
    resolved.roundingMode = 'halfExpand';
    resolved.roundingPriority = digits.compact ? 'morePrecision' : 'auto';
    resolved.trailingZeroDisplay = 'auto';
    return { parts, resolved };
  };
}
