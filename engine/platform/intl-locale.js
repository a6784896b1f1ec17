// What number-format.js and date-format.js share: which locales there are, and how options are read.
// spec: https://tc39.es/ecma402/#sec-internal-slots
//
// English as in the United States, which is also what the real runtime takes when no locale is asked for. Anything else
// is refused in words: a wrong format would be worse.
(platform) => {
  'use strict';
  const { internals } = platform;

  const refuse = (what) => {
    throw new Error(`${what} is not part of this engine, which formats in English (en-US) only. Run it with: npx wrangler dev`);
  };

  // https://tc39.es/ecma402/#sec-canonicalizelocalelist. Gives the locale that is meant.
  const checkLocales = (locales) => {
    if (locales === undefined) return 'en-US';
    if (locales === null) throw new TypeError('Cannot convert undefined or null to object');
    const first = typeof locales === 'string' ? locales : Array.from(locales)[0];
    if (first === undefined) return 'en-US';
    if (typeof first !== 'string' && typeof first !== 'object') throw new TypeError('Incorrect locale information provided');
    const tag = `${first}`;
    if (!/^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i.test(tag)) throw new RangeError(`Invalid language tag: ${tag}`);
    if (!/^en(-us)?$/i.test(tag)) refuse(`The locale "${tag}"`);
    return tag.length === 2 ? 'en' : 'en-US';
  };

  // https://tc39.es/ecma402/#sec-getoption, for words. caller: whose option it is.
  const wordsOf = (caller) => (options, name, allowed, fallback) => {
    const value = options[name];
    if (value === undefined) return fallback;
    const text = `${value}`;
    if (!allowed.includes(text)) throw new RangeError(`Value ${text} out of range for ${caller} options property ${name}`);
    return text;
  };
  // https://tc39.es/ecma402/#sec-getnumberoption
  const number = (options, name, least, most, fallback) => {
    const value = options[name];
    if (value === undefined) return fallback;
    const given = Number(value);
    if (!(given >= least && given <= most)) throw new RangeError(`${name} value is out of range.`);
    return Math.floor(given);
  };
  const optionsOf = (options) => {
    if (options === undefined) return Object.create(null);
    if (options === null) throw new TypeError('Cannot convert undefined or null to object');
    return Object(options);
  };
  // Options that are read and must be what they are without being given.
  const refuseOthers = (options, names) => {
    for (const name of names) if (options[name] !== undefined) refuse(`The option ${name}: "${String(options[name])}"`);
  };

  internals.intl = { refuse, checkLocales, wordsOf, number, optionsOf, refuseOthers };
}
