// deferred: jsonError
//
// What V8 says of text that is no JSON, for the mistakes that QuickJS words otherwise: it is what production says.
() => {
  'use strict';
  const token = /\s*([{}[\]:,]|"(?:[^"\\]|\\[^])*"|-?\d[\d.eE+-]*|true\b|false\b|null\b)/y;
  const context = 10; // characters that V8 shows on either side

  // Where the first token stands that does not belong: one that is none, or a `]` after a comma. -1 when not found.
  const mistakeIn = (text) => {
    let previous = '';
    let at = 0;
    while (at < text.length) {
      token.lastIndex = at;
      const found = token.exec(text);
      if (found === null) return at + text.slice(at).search(/\S/);
      if (found[1] === ']' && previous === ',') return token.lastIndex - 1;
      previous = found[1];
      at = token.lastIndex;
    }
    return -1;
  };

  const shownAround = (text, at) => {
    if (text.length <= 2 * context) return `"${text}"`;
    const before = at > context ? '...' : '';
    const after = at + context < text.length ? '...' : '';
    return `${before}"${text.slice(Math.max(0, at - context), at + context)}"${after}`;
  };

  const messageFor = (text, said) => {
    if (text === 'undefined' || text === '[object Object]') return `"${text}" is not valid JSON`;
    if (!/^unexpected (token|data)/i.test(said)) return said;
    const at = mistakeIn(text);
    if (at < 0) return said;
    const rest = text.slice(at);
    if (said === 'unexpected data at the end') {
      return `Unexpected non-whitespace character after JSON at position ${at}`;
    }
    if (['true', 'false', 'null'].some((word) => word.startsWith(rest))) return 'Unexpected end of JSON input';
    return `Unexpected token '${text[at]}', ${shownAround(text, at)} is not valid JSON`;
  };

  // The SyntaxError for `text`, of which QuickJS said `error`.
  return (text, error) => new SyntaxError(messageFor(text, error.message));
}
