// deferred: htmlTokenizer
// spec: https://html.spec.whatwg.org/multipage/parsing.html#tokenization
//
// Cuts a page that comes in pieces into tokens, each with its source text (`raw`), so that what nobody changes goes out
// as it came in:
//   {kind: 'start', raw, name, attributes: [{name, value, raw}], selfClosing}   {kind: 'end', raw, name}
//   {kind: 'text', raw}   {kind: 'comment', raw, text}   {kind: 'doctype', raw, name, publicId, systemId}
//   {kind: 'raw', raw}: what is none of these, such as half a tag at the end of the page
// Character references are left as they are written, as in the real runtime.
() => {
  'use strict';
  const isLetter = (character) => /^[a-z]$/i.test(character ?? '');
  const isSpace = (character) => character !== undefined && ' \n\t\f\r'.includes(character);
  // https://html.spec.whatwg.org/multipage/parsing.html#parsing-html-fragments: elements whose content is text alone.
  const textOnly = new Set(
    'textarea title style xmp iframe noembed noframes noscript script plaintext'.split(' '),
  );

  // The tag that begins at `start`: {end, name, attributes, selfClosing}, or null when it is not whole yet.
  const readTag = (source, start, nameStart) => {
    const { length } = source;
    let at = nameStart;
    while (at < length && !isSpace(source[at]) && source[at] !== '/' && source[at] !== '>') at++;
    const name = source.slice(nameStart, at).toLowerCase();
    const attributes = [];
    let selfClosing = false;
    for (;;) {
      while (at < length && (isSpace(source[at]) || source[at] === '/')) {
        selfClosing = source[at] === '/';
        at++;
      }
      if (at >= length) return null;
      if (source[at] === '>') {
        return { end: at + 1, name, attributes, selfClosing: selfClosing && source[at - 1] === '/' };
      }
      const attribute = readAttribute(source, at);
      if (attribute === null) return null;
      at = attribute.end;
      if (!attributes.some((other) => other.name === attribute.name)) attributes.push(attribute);
    }
  };

  const readAttribute = (source, start) => {
    const { length } = source;
    let at = start + 1; // a leading "=" is part of the name
    while (at < length && !isSpace(source[at]) && !'/>='.includes(source[at])) at++;
    const name = source.slice(start, at).toLowerCase();
    let end = at;
    while (at < length && isSpace(source[at])) at++;
    if (at >= length) return null;
    if (source[at] !== '=') return { name, value: '', raw: source.slice(start, end), end };
    at++;
    while (at < length && isSpace(source[at])) at++;
    if (at >= length) return null;
    const quote = source[at];
    if (quote === '"' || quote === "'") {
      const close = source.indexOf(quote, at + 1);
      if (close < 0) return null;
      return { name, value: source.slice(at + 1, close), raw: source.slice(start, close + 1), end: close + 1 };
    }
    const valueStart = at;
    while (at < length && !isSpace(source[at]) && source[at] !== '>') at++;
    if (at >= length) return null;
    return { name, value: source.slice(valueStart, at), raw: source.slice(start, at), end: at };
  };

  // https://html.spec.whatwg.org/multipage/parsing.html#doctype-state
  const readDoctype = (raw) => {
    const [, name = null, rest = ''] = /^<!doctype\s*([^\s>]+)?([^]*)>$/i.exec(raw) ?? [];
    const quoted = `\\s*(?:"([^"]*)"|'([^']*)')`;
    const both = new RegExp(`^\\s*public${quoted}(?:${quoted})?`, 'i').exec(rest);
    const system = new RegExp(`^\\s*system${quoted}`, 'i').exec(rest);
    return {
      kind: 'doctype',
      raw,
      name: name === null ? null : name.toLowerCase(),
      publicId: both?.[1] ?? both?.[2] ?? null,
      systemId: both?.[3] ?? both?.[4] ?? system?.[1] ?? system?.[2] ?? null,
    };
  };

  const readComment = (source, start) => {
    const short = /^<!--(-?)>/.exec(source.slice(start, start + 6));
    if (short !== null) return { kind: 'comment', raw: short[0], text: '' };
    const close = /--!?>/g;
    close.lastIndex = start + 4;
    const found = close.exec(source);
    if (found === null) return null;
    const end = found.index + found[0].length;
    return { kind: 'comment', raw: source.slice(start, end), text: source.slice(start + 4, found.index) };
  };

  // inForeign: whether the innermost open element is of SVG or MathML, which have CDATA and no text-only elements.
  return (inForeign) => {
    let rest = '';
    let only = ''; // the text-only element that is open

    // The token at a "<", null when more of the page is needed, undefined when the "<" is text.
    const atAngle = (source, at) => {
      const next = source[at + 1];
      if (next === undefined) return null;
      if (isLetter(next)) {
        const tag = readTag(source, at, at + 1);
        return tag && { kind: 'start', raw: source.slice(at, tag.end), ...tag };
      }
      if (next === '/') {
        if (source[at + 2] === undefined) return null;
        if (isLetter(source[at + 2])) {
          const tag = readTag(source, at, at + 2);
          return tag && { kind: 'end', raw: source.slice(at, tag.end), name: tag.name };
        }
        return bogus(source, at, 2);
      }
      if (next === '?') return bogus(source, at, 1);
      if (next !== '!') return undefined;
      const ahead = source.slice(at + 2, at + 9).toLowerCase();
      if (ahead.startsWith('--')) return readComment(source, at);
      const mayGrow = 'doctype'.startsWith(ahead) || '[cdata['.startsWith(ahead) || ahead === '-';
      if (ahead.length < 7 && mayGrow) return null;
      if (ahead === '[cdata[' && inForeign()) {
        const close = source.indexOf(']]>', at + 9);
        return close < 0 ? null : { kind: 'text', raw: source.slice(at, close + 3) };
      }
      if (ahead !== 'doctype') return bogus(source, at, 2);
      const close = source.indexOf('>', at);
      return close < 0 ? null : readDoctype(source.slice(at, close + 1));
    };
    // https://html.spec.whatwg.org/multipage/parsing.html#bogus-comment-state
    const bogus = (source, at, skip) => {
      const close = source.indexOf('>', at);
      if (close < 0) return null;
      const raw = source.slice(at, close + 1);
      return raw === '</>' ? { kind: 'raw', raw } : { kind: 'comment', raw, text: raw.slice(skip, -1) };
    };

    // Where the text of a text-only element ends in `source`: at its end tag, or where one may just have begun.
    const endOfText = (source, start, last) => {
      if (only === 'plaintext') return source.length;
      for (let at = source.indexOf('</', start); at >= 0; at = source.indexOf('</', at + 2)) {
        const name = source.slice(at + 2, at + 2 + only.length).toLowerCase();
        const after = source[at + 2 + only.length];
        if (after === undefined && only.startsWith(name) && !last) return at;
        if (name === only && (isSpace(after) || after === '/' || after === '>')) return at;
      }
      return !last && source.endsWith('<') ? source.length - 1 : source.length;
    };

    // Calls `take` with each token that `text` completes, and waits for it. last: no more of the page will come.
    return async (text, last, take) => {
      const source = rest + text;
      let at = 0;
      while (at < source.length) {
        if (only !== '') {
          const end = endOfText(source, at, last);
          if (end > at) await take({ kind: 'text', raw: source.slice(at, end) });
          at = end;
          if (at >= source.length) break;
          only = source.startsWith(`</${only}`, at) || source[at + 1] === '/' ? only : '';
        }
        let angle = source.indexOf('<', at);
        let token;
        while (angle >= 0 && (token = atAngle(source, angle)) === undefined) angle = source.indexOf('<', angle + 1);
        if (angle < 0) angle = source.length;
        if (angle > at) await take({ kind: 'text', raw: source.slice(at, angle) });
        at = angle;
        if (at >= source.length || token === null) break;
        if (token.kind === 'end' && token.name === only) only = '';
        at += token.raw.length;
        const foreign = inForeign();
        await take(token);
        if (token.kind === 'start' && !foreign && textOnly.has(token.name)) only = token.name;
      }
      rest = source.slice(at);
      if (last && rest !== '') await take({ kind: 'raw', raw: rest });
    };
  };
}
