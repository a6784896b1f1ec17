// deferred: collation
// needs: intl-locale
// spec: https://tc39.es/ecma402/#collator-objects
//
// Gives (locales, options, caller) → {compare(a, b), resolved}: the order of words in English, by the levels of
// https://unicode.org/reports/tr10/: first letters, then accents, then upper case. Scripts but Latin go by code point.
(platform) => {
  'use strict';
  const { checkLocales, wordsOf, optionsOf, refuseOthers } = platform.internals.intl;
  const SIGNS = '\t\n\v\f\r _-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$'; // in their order
  // Accents in their order: acute, grave, breve, circumflex, caron, ring, diaeresis, double acute, tilde, dot, stroke,
  // cedilla, ogonek, macron.
  const ACCENTS = '\u0301\u0300\u0306\u0302\u030c\u030a\u0308\u030b\u0303\u0307\u0338\u0327\u0328\u0304';
  const SPELLED = { __proto__: null, æ: 'ae', œ: 'oe', ß: 'ss', ø: 'o\u0338', ł: 'l\u0338', đ: 'd\u0338', ı: 'i' };
  const char = String.fromCharCode;

  const weightOf = (letter) => {
    const place = SIGNS.indexOf(letter);
    if (place >= 0) return char(1 + place);
    return letter >= '0' && letter <= '9' ? char(0x40 + Number(letter)) : letter;
  };
  // The three levels of a text, each a string that is compared unit by unit.
  const levelsOf = (text, numeric) => {
    let first = '';
    let second = '';
    let third = '';
    const add = (weight, level) => {
      first += weight;
      second += '\x01';
      third += level;
    };
    const letters = [...text.normalize('NFD')];
    for (let i = 0; i < letters.length; i++) {
      const letter = letters[i];
      if (numeric && letter >= '0' && letter <= '9') {
        let digits = '';
        for (; letters[i] >= '0' && letters[i] <= '9'; i++) digits += letters[i];
        i--;
        const bare = digits.replace(/^0+(?=\d)/, '');
        add(char(0x40, 0x100 + bare.length) + bare, '0');
        continue;
      }
      if (/\p{M}/u.test(letter)) {
        const place = ACCENTS.indexOf(letter);
        second += place < 0 ? char(0x40 + letter.charCodeAt(0) - 0x300) : char(2 + place);
        continue;
      }
      const lower = letter.toLowerCase();
      const spelled = SPELLED[lower];
      if (spelled === undefined) add(weightOf(lower), lower === letter ? '0' : '1');
      else {
        for (const part of spelled) {
          if (part === '\u0338') second += char(2 + ACCENTS.indexOf(part));
          else add(part, lower === letter ? '0' : '1');
        }
        if (!spelled.endsWith('\u0338')) second += char(0x3f); // not the same as the two letters
      }
    }
    return [first, second, third];
  };

  return (locales, given, caller) => {
    const locale = checkLocales(locales);
    const options = optionsOf(given);
    const word = wordsOf(caller);
    const usage = word(options, 'usage', ['sort', 'search'], 'sort');
    const sensitivity = word(options, 'sensitivity', ['base', 'accent', 'case', 'variant'], 'variant');
    refuseOthers(options, ['ignorePunctuation', 'caseFirst', 'collation']);
    const numeric = Boolean(options.numeric);
    const levels = { base: [0], accent: [0, 1], case: [0, 2], variant: [0, 1, 2] }[sensitivity];
    const compare = (a, b) => {
      const [one, other] = [`${a}`, `${b}`];
      if (one === other) return 0;
      const [ones, others] = [levelsOf(one, numeric), levelsOf(other, numeric)];
      for (const level of levels) if (ones[level] !== others[level]) return ones[level] < others[level] ? -1 : 1;
      return 0;
    };
    const resolved = { locale, usage, sensitivity, ignorePunctuation: false, collation: 'default', numeric, caseFirst: 'false' };
    return { compare, resolved };
  };
}
