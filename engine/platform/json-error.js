// deferred: jsonError
//
// What V8 says of text that is no JSON, where QuickJS says it otherwise, so that the message is the one seen in production.
() => {
  'use strict';
  const shown = 40;

  // Where the first token that does not belong starts: found by what QuickJS says it met.
  const messageOf = (text, said) => {
    if (text.trim() === '' || /end of input|unterminated/i.test(said)) return 'Unexpected end of JSON input';
    const met = /^unexpected token:? '?([^']+)'?/i.exec(said);
    if (met === null) return said;
    const at = text.indexOf(met[1]);
    if (at < 0) return said;
    const around =
      text.length <= shown
        ? `"${text}"`
        : `${at > 10 ? '...' : ''}"${text.slice(Math.max(0, at - 10), at + 10)}"${at + 10 < text.length ? '... ' : ' '}`.trimEnd();
    return `Unexpected token '${text[at]}', ${around} is not valid JSON`;
  };

  return (text, error) => new SyntaxError(messageOf(text, error.message));
}
