// deferred: dateFormat
// needs: intl-locale
// spec: https://tc39.es/ecma402/#datetimeformat-objects
//
// Gives (locales, options, caller, required, defaults) → {parts(milliseconds), resolved}: a date in English, as a list
// of {type, value}.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { refuse, checkLocales, wordsOf, number, optionsOf, refuseOthers } = internals.intl;
  const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  const MONTHS = [
    'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
  ];
  const TEXT = ['narrow', 'short', 'long'];
  const DIGITS = ['2-digit', 'numeric'];
  const STYLES = ['full', 'long', 'medium', 'short'];
  const DATE_STYLES = {
    full: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
    long: { year: 'numeric', month: 'long', day: 'numeric' },
    medium: { year: 'numeric', month: 'short', day: 'numeric' },
    short: { year: '2-digit', month: 'numeric', day: 'numeric' },
  };
  const TIME_STYLES = {
    full: { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'long' },
    long: { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
    medium: { hour: 'numeric', minute: '2-digit', second: '2-digit' },
    short: { hour: 'numeric', minute: '2-digit' },
  };

  // ---- zones: UTC, and those whose changes the host has given (zones.py) ----
  const UTC = { name: 'UTC', offsetAt: () => 0, shortAt: () => 'UTC', long: 'Coordinated Universal Time' };
  const zoneOf = (asked) => {
    if (asked === undefined || /^(utc|etc\/utc|etc\/gmt|gmt)$/i.test(asked)) return UTC;
    const zones = internals.zones?.() ?? {};
    let name;
    for (const one in zones) if (one.toLowerCase() === asked.toLowerCase()) name = one;
    if (name === undefined) {
      if (!/^[A-Za-z_]+(\/[A-Za-z_+\-0-9]+)*$/.test(asked)) throw new RangeError(`Invalid time zone specified: ${asked}`);
      throw new RangeError(
        `The time zone ${asked} is not known here. This engine knows UTC, the zones of its cities and those whose names stand in the Worker's code.`,
      );
    }
    const changes = zones[name]; // [from second, offset in minutes, abbreviation, …]
    const at = (milliseconds) => {
      let place = 0;
      while (place + 3 < changes.length && changes[place + 3] <= milliseconds / 1000) place += 3;
      return place;
    };
    const offsetAt = (milliseconds) => changes[at(milliseconds) + 1];
    const shortAt = (milliseconds) => {
      const abbreviation = changes[at(milliseconds) + 2];
      const isKnown = milliseconds >= 0 && name.startsWith('America/') && /^([PMCE]|AK)[SD]T$/.test(abbreviation);
      if (isKnown) return abbreviation;
      if (name === 'Pacific/Honolulu') return 'HST';
      const offset = offsetAt(milliseconds);
      if (offset === 0) return 'GMT';
      const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
      return `GMT${offset < 0 ? '-' : '+'}${hours}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`;
    };
    return { name, offsetAt, shortAt };
  };

  const two = (value) => String(value).padStart(2, '0');
  const literal = (value) => ({ type: 'literal', value });

  const readOptions = (options, word, required, defaults) => {
    refuseOthers(options, ['calendar', 'numberingSystem', 'dayPeriod', 'era']);
    const asked = {
      weekday: word(options, 'weekday', TEXT),
      year: word(options, 'year', DIGITS),
      month: word(options, 'month', [...DIGITS, ...TEXT]),
      day: word(options, 'day', DIGITS),
      hour: word(options, 'hour', DIGITS),
      minute: word(options, 'minute', DIGITS),
      second: word(options, 'second', DIGITS),
      fractionalSecondDigits: number(options, 'fractionalSecondDigits', 1, 3),
      timeZoneName: word(options, 'timeZoneName', ['short', 'long', 'shortOffset', 'longOffset', 'shortGeneric', 'longGeneric']),
    };
    if (!['short', 'long', undefined].includes(asked.timeZoneName)) refuse(`The option timeZoneName: "${asked.timeZoneName}"`);
    const dateStyle = word(options, 'dateStyle', STYLES);
    const timeStyle = word(options, 'timeStyle', STYLES);
    if (dateStyle !== undefined || timeStyle !== undefined) {
      for (const name in asked) {
        if (asked[name] !== undefined) throw new TypeError(`Can't set option ${name} when ${dateStyle === undefined ? 'timeStyle' : 'dateStyle'} is used`);
      }
      if (required === 'date' && timeStyle !== undefined) throw new TypeError("Invalid option : timeStyle");
      if (required === 'time' && dateStyle !== undefined) throw new TypeError("Invalid option : dateStyle");
      return { fields: { ...DATE_STYLES[dateStyle], ...TIME_STYLES[timeStyle] }, dateStyle, timeStyle };
    }
    const has = (...names) => names.some((name) => asked[name] !== undefined);
    const isDate = required !== 'time' && has('weekday', 'year', 'month', 'day');
    const isTime = required !== 'date' && has('hour', 'minute', 'second', 'fractionalSecondDigits');
    if (!isDate && !isTime) {
      if (defaults !== 'time') Object.assign(asked, { year: 'numeric', month: 'numeric', day: 'numeric' });
      if (defaults !== 'date') Object.assign(asked, { hour: 'numeric', minute: 'numeric', second: 'numeric' });
    }
    return { fields: asked };
  };

  return (locales, given, caller, required = 'any', defaults = 'date') => {
    const locale = checkLocales(locales);
    const word = wordsOf(caller);
    const options = optionsOf(given);
    const { fields, dateStyle, timeStyle } = readOptions(options, word, required, defaults);
    const { hour12 } = options;
    const cycle = word(options, 'hourCycle', ['h11', 'h12', 'h23', 'h24']);
    const hourCycle = hour12 === undefined ? (cycle ?? 'h12') : hour12 ? 'h12' : 'h23';
    const zone = zoneOf(options.timeZone === undefined ? undefined : `${options.timeZone}`);
    if (fields.timeZoneName === 'long' && zone.long === undefined) refuse(`The long name of the time zone ${zone.name}`);

    const monthIsText = TEXT.includes(fields.month);
    const dateParts = (date) => {
      const weekday = fields.weekday && { type: 'weekday', value: shortened(DAYS[date.getUTCDay()], fields.weekday) };
      const year = fields.year && { type: 'year', value: fields.year === '2-digit' ? two(date.getUTCFullYear() % 100) : String(date.getUTCFullYear()) };
      const day = fields.day && { type: 'day', value: fields.day === '2-digit' ? two(date.getUTCDate()) : String(date.getUTCDate()) };
      const index = date.getUTCMonth();
      const month = fields.month && {
        type: 'month',
        value: monthIsText ? shortened(MONTHS[index], fields.month) : fields.month === '2-digit' ? two(index + 1) : String(index + 1),
      };
      if (month === undefined) {
        if ([weekday, year, day].filter(Boolean).length > 1) {
          if (weekday && day && !year) return [day, literal(' '), weekday];
          refuse('A date of these parts, without a month,');
        }
        return [weekday ?? year ?? day].filter(Boolean);
      }
      const rest = joined([month, day, monthIsText ? undefined : year], monthIsText ? ' ' : '/');
      if (monthIsText && year) rest.push(literal(day ? ', ' : ' '), year);
      return weekday ? [weekday, literal(', '), ...rest] : rest;
    };
    const timeParts = (date, milliseconds) => {
      const { hour, minute, second, fractionalSecondDigits: digits } = fields;
      const parts = [];
      const isHalf = hourCycle === 'h12' || hourCycle === 'h11';
      if (hour) {
        const hours = date.getUTCHours();
        const shown = hourCycle === 'h12' ? hours % 12 || 12 : hourCycle === 'h11' ? hours % 12 : hourCycle === 'h24' ? hours || 24 : hours;
        parts.push({ type: 'hour', value: hour === '2-digit' || !isHalf ? two(shown) : String(shown) });
      }
      const add = (type, value) => parts.push(...(parts.length > 0 ? [literal(':')] : []), { type, value });
      const alone = !hour && (!minute || !second);
      if (minute) add('minute', alone ? String(date.getUTCMinutes()) : two(date.getUTCMinutes()));
      if (second) add('second', alone ? String(date.getUTCSeconds()) : two(date.getUTCSeconds()));
      if (digits) {
        const value = String(date.getUTCMilliseconds()).padStart(3, '0').slice(0, digits);
        if (parts.length > 0) parts.push(literal('.'));
        parts.push({ type: 'fractionalSecond', value });
      }
      if (hour && isHalf) parts.push(literal(' '), { type: 'dayPeriod', value: date.getUTCHours() < 12 ? 'AM' : 'PM' });
      if (fields.timeZoneName && parts.length > 0) {
        parts.push(literal(' '), { type: 'timeZoneName', value: fields.timeZoneName === 'long' ? zone.long : zone.shortAt(milliseconds) });
      }
      return parts;
    };
    const isLong = dateStyle === undefined ? fields.month === 'long' : dateStyle === 'long' || dateStyle === 'full';

    const parts = (milliseconds) => {
      if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > 8.64e15) throw new RangeError('Invalid time value');
      const date = new Date(milliseconds + zone.offsetAt(milliseconds) * 60_000);
      const before = dateParts(date);
      const after = timeParts(date, milliseconds);
      if (fields.timeZoneName && after.length === 0) {
        const name = fields.timeZoneName === 'long' ? zone.long : zone.shortAt(milliseconds);
        return [...before, literal(', '), { type: 'timeZoneName', value: name }];
      }
      if (before.length === 0 || after.length === 0) return [...before, ...after];
      const isDayAlone = before.length === 1 && before[0].type === 'weekday';
      return [...before, literal(isLong ? ' at ' : isDayAlone ? ' ' : ', '), ...after];
    };

    const resolved = { locale, calendar: 'gregory', numberingSystem: 'latn', timeZone: zone.name };
    if (fields.hour) Object.assign(resolved, { hourCycle, hour12: hourCycle === 'h12' || hourCycle === 'h11' });
    if (dateStyle === undefined && timeStyle === undefined) {
      for (const name in fields) if (fields[name] !== undefined) resolved[name] = fields[name];
      if (fields.hour && fields.minute) resolved.minute = '2-digit';
      if (fields.minute && fields.second) resolved.second = '2-digit';
    } else Object.assign(resolved, { ...(dateStyle && { dateStyle }), ...(timeStyle && { timeStyle }) });
    return { parts, resolved };
  };

  function shortened(name, length) {
    return length === 'long' ? name : name.slice(0, length === 'short' ? 3 : 1);
  }
  function joined(parts, between) {
    const list = [];
    for (const part of parts) if (part) list.push(...(list.length > 0 ? [literal(between)] : []), part);
    return list;
  }
}
