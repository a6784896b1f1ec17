// deferred: htmlSelector
// spec: https://developers.cloudflare.com/workers/runtime-apis/html-rewriter/#selectors
//
// CSS selectors as HTMLRewriter knows them: a page is seen once, from its start on, so there is nothing about what
// follows (no :last-child, no + and ~).
() => {
  'use strict';
  const problem = (text) => new TypeError(`Parser error: ${text}`);
  const identifier = /(?:\\.|[-\w\u0080-\u{10ffff}])+/uy;
  const unescape = (text) => text.replace(/\\(.)/gu, '$1');

  // What an element must be, as functions of its record in html-rewriter.js: {name, attributes, index, typeIndex,
  // parent}.
  const ofAttribute = (name, operator, wanted, ignoreCase) => {
    const fold = (text) => (ignoreCase ? text.toLowerCase() : text);
    const sought = fold(wanted);
    const tests = {
      '': () => true,
      '=': (value) => value === sought,
      '~=': (value) => sought !== '' && value.split(/\s+/).includes(sought),
      '^=': (value) => sought !== '' && value.startsWith(sought),
      '$=': (value) => sought !== '' && value.endsWith(sought),
      '*=': (value) => sought !== '' && value.includes(sought),
      '|=': (value) => value === sought || value.startsWith(`${sought}-`),
    };
    return ({ attributes }) => {
      const [found] = attributes.filter((attribute) => attribute.name === name);
      return found !== undefined && tests[operator](fold(found.value));
    };
  };
  // https://www.w3.org/TR/css-syntax-3/#anb-microsyntax
  const ofPosition = (text, member) => {
    const plain = text.trim().toLowerCase();
    const named = { odd: [2, 1], even: [2, 0] }[plain];
    const match = /^(?:([-+]?\d*)n)?\s*([-+]?\s*\d+)?$/.exec(plain);
    if (named === undefined && (match === null || plain === '')) throw problem('Unexpected token in selector.');
    const step = match?.[1] === undefined ? 0 : /\d/.test(match[1]) ? Number(match[1]) : Number(`${match[1]}1`);
    const [a, b] = named ?? [step, Number((match[2] ?? '0').replace(/\s/g, ''))];
    return (element) => {
      const distance = element[member] - b;
      return a === 0 ? distance === 0 : distance % a === 0 && distance / a >= 0;
    };
  };

  const parse = (source) => {
    let at = 0;
    const skipSpace = () => {
      const before = at;
      while (/\s/.test(source[at] ?? '')) at++;
      return at > before;
    };
    const readName = () => {
      identifier.lastIndex = at;
      const found = identifier.exec(source);
      if (found === null) throw problem('Unexpected token in selector.');
      at = identifier.lastIndex;
      return unescape(found[0]);
    };
    const readBrackets = () => {
      const end = source.indexOf(')', at);
      if (source[at] !== '(' || end < 0) throw problem('Unexpected end of selector.');
      const text = source.slice(at + 1, end);
      at = end + 1;
      return text;
    };
    const readAttribute = () => {
      const pattern = /\[\s*((?:\\.|[-\w:])+)\s*(?:([~^$*|]?=)\s*(?:"([^"]*)"|'([^']*)'|([-\w]+))\s*([is])?\s*)?\]/iy;
      pattern.lastIndex = at;
      const found = pattern.exec(source);
      if (found === null) throw problem('Unexpected token in the attribute selector.');
      at = pattern.lastIndex;
      const [, name, operator = '', double, single, bare, flag] = found;
      const wanted = double ?? single ?? bare ?? '';
      return ofAttribute(unescape(name).toLowerCase(), operator, wanted, flag?.toLowerCase() === 'i');
    };
    const readPseudo = () => {
      at++;
      const name = /[-\w]*/y;
      name.lastIndex = at;
      const [word] = name.exec(source);
      at += word.length;
      switch (word.toLowerCase()) {
        case 'first-child':
          return ({ index }) => index === 1;
        case 'first-of-type':
          return ({ typeIndex }) => typeIndex === 1;
        case 'nth-child':
          return ofPosition(readBrackets(), 'index');
        case 'nth-of-type':
          return ofPosition(readBrackets(), 'typeIndex');
        case 'not': {
          const inner = parse(readBrackets());
          return (element) => !inner(element);
        }
        default:
          throw problem('Unsupported pseudo-class or pseudo-element in selector.');
      }
    };

    // One element's conditions, such as `a.b[c]`.
    const readCompound = () => {
      const tests = [];
      for (;;) {
        const character = source[at];
        if (character === '*' && tests.length === 0) {
          at++;
          tests.push(() => true);
        } else if (character === '.') {
          at++;
          tests.push(ofAttribute('class', '~=', readName(), false));
        } else if (character === '#') {
          at++;
          tests.push(ofAttribute('id', '=', readName(), false));
        } else if (character === '[') tests.push(readAttribute());
        else if (character === ':') tests.push(readPseudo());
        else if (tests.length === 0 && character !== undefined && /[-\w\\\u0080-\uffff]/.test(character)) {
          const name = readName().toLowerCase();
          tests.push((element) => element.name === name);
        } else break;
      }
      if (tests.length === 0) {
        throw problem(at >= source.length ? 'Dangling combinator in selector.' : 'Unexpected token in selector.');
      }
      return (element) => tests.every((test) => test(element));
    };

    // Compounds with what is between them, seen from the last: each knows how to find the one before it.
    const readComplex = () => {
      let matches = readCompound();
      for (;;) {
        const spaced = skipSpace();
        const character = source[at];
        if (character === undefined || character === ',') return matches;
        if (character === '+' || character === '~') {
          throw problem(`Unsupported combinator \`${character}\` in selector.`);
        }
        const child = character === '>';
        if (!child && !spaced) throw problem('Unexpected token in selector.');
        if (child) {
          at++;
          skipSpace();
        }
        const above = matches;
        const self = readCompound();
        matches = child
          ? (element) => self(element) && element.parent !== null && above(element.parent)
          : (element) => {
              if (!self(element)) return false;
              for (let other = element.parent; other !== null; other = other.parent) if (above(other)) return true;
              return false;
            };
      }
    };

    skipSpace();
    if (at >= source.length) throw problem('The selector is empty.');
    const alternatives = [];
    for (;;) {
      alternatives.push(readComplex());
      if (source[at] !== ',') break;
      at++;
      skipSpace();
    }
    return (element) => alternatives.some((matches) => matches(element));
  };
  return parse;
}
