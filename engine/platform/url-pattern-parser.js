// deferred: patternParser
// spec: https://urlpattern.spec.whatwg.org/#patterns
//
// Gives { tokenize, compile, segmentOptions }: pattern text → tokens, and → a component { text, regexp, names,
// hasRegExpGroups }. A token is { type, index, value }; a part is { type, value, modifier, name, prefix, suffix }.
() => {
  'use strict';
  const NativeRegExp = RegExp;
  const isNameStart = (character) => /^[\p{ID_Start}$_]$/u.test(character);
  const isNamePart = (character) => /^[\p{ID_Continue}$\u200c\u200d]$/u.test(character);
  const isAscii = (character) => character <= '\x7f';
  const refuse = () => {
    throw new TypeError('Failed to construct URLPattern');
  };

  // ---- https://urlpattern.spec.whatwg.org/#tokenizing ----

  // lenient: what is no token is an "invalid-char" instead of an error.
  const tokenize = (input, lenient = false) => {
    const characters = [...input];
    const tokens = [];
    const add = (type, index, end, from = index, to = end) => {
      tokens.push({ type, index, value: characters.slice(from, to).join('') });
      return end;
    };
    const invalid = (index) => (lenient ? add('invalid-char', index, index + 1) : refuse());
    for (let i = 0; i < characters.length; ) {
      const character = characters[i];
      if (character === '*') i = add('asterisk', i, i + 1);
      else if (character === '+' || character === '?') i = add('other-modifier', i, i + 1);
      else if (character === '{') i = add('open', i, i + 1);
      else if (character === '}') i = add('close', i, i + 1);
      else if (character === '\\') {
        i = i + 1 === characters.length ? invalid(i) : add('escaped-char', i, i + 2, i + 1);
      } else if (character === ':') {
        let end = i + 1;
        while (end < characters.length && (end === i + 1 ? isNameStart : isNamePart)(characters[end])) end++;
        i = end === i + 1 ? invalid(i) : add('name', i, end, i + 1);
      } else if (character === '(') {
        const end = endOfRegExp(characters, i);
        i = end === undefined ? invalid(i) : add('regexp', i, end, i + 1, end - 1);
      } else i = add('char', i, i + 1);
    }
    add('end', characters.length, characters.length);
    // Positions count code points; texts are cut from the characters.
    return { tokens, slice: (from, to) => characters.slice(from, to).join('') };
  };

  // The position after the closing parenthesis of the group at `start`, or undefined when it is none.
  const endOfRegExp = (characters, start) => {
    let depth = 1;
    for (let i = start + 1; i < characters.length; i++) {
      const character = characters[i];
      if (!isAscii(character) || (i === start + 1 && character === '?')) return undefined;
      if (character === '\\') {
        if (++i === characters.length || !isAscii(characters[i])) return undefined;
      } else if (character === ')') {
        if (--depth === 0) return i > start + 1 ? i + 1 : undefined;
      } else if (character === '(') {
        depth++;
        if (characters[i + 1] !== '?') return undefined;
      }
    }
    return undefined;
  };

  // ---- https://urlpattern.spec.whatwg.org/#parsing ----

  const escapeRegExp = (text) => text.replace(/[.+*?^${}()[\]|/\\]/g, '\\$&');
  const escapePattern = (text) => text.replace(/[+*?:{}()\\]/g, '\\$&');
  const wildcardOf = ({ delimiter }) => (delimiter === '' ? '.+?' : `[^${escapeRegExp(delimiter)}]+?`);

  const parse = (input, options, encode) => {
    const { tokens } = tokenize(input);
    const parts = [];
    const names = new Set();
    let index = 0;
    let nextName = 0;
    let pending = '';

    const take = (type) => (tokens[index].type === type ? tokens[index++] : undefined);
    const takeModifier = () => (take('other-modifier') ?? take('asterisk'))?.value ?? '';
    const takeGroup = (name) => take('regexp') ?? (name === undefined ? take('asterisk') : undefined);
    const takeText = () => {
      let text = '';
      for (;;) {
        const token = take('char') ?? take('escaped-char');
        if (token === undefined) return text;
        text += token.value;
      }
    };
    const flush = () => {
      if (pending !== '') parts.push({ type: 'fixed', value: encode(pending), modifier: '', name: '', prefix: '', suffix: '' });
      pending = '';
    };
    const addPart = (prefix, name, group, suffix, modifier) => {
      if (name === undefined && group === undefined && modifier === '') {
        pending += prefix;
        return;
      }
      flush();
      if (name === undefined && group === undefined) {
        if (prefix !== '') parts.push({ type: 'fixed', value: encode(prefix), modifier, name: '', prefix: '', suffix: '' });
        return;
      }
      const source =
        group === undefined ? wildcardOf(options) : group.type === 'asterisk' ? '.*' : group.value;
      const type = source === wildcardOf(options) ? 'segment' : source === '.*' ? 'full' : 'regexp';
      const called = name === undefined ? String(nextName++) : name.value;
      if (names.has(called)) refuse();
      names.add(called);
      const value = type === 'regexp' ? source : '';
      parts.push({ type, value, modifier, name: called, prefix: encode(prefix), suffix: encode(suffix) });
    };

    while (index < tokens.length) {
      const character = take('char');
      const name = take('name');
      const group = takeGroup(name);
      if (name !== undefined || group !== undefined) {
        let prefix = character?.value ?? '';
        if (prefix !== '' && prefix !== options.prefix) {
          pending += prefix;
          prefix = '';
        }
        flush();
        addPart(prefix, name, group, '', takeModifier());
        continue;
      }
      const fixed = character ?? take('escaped-char');
      if (fixed !== undefined) {
        pending += fixed.value;
        continue;
      }
      if (take('open') !== undefined) {
        const prefix = takeText();
        const inner = take('name');
        const innerGroup = takeGroup(inner);
        const suffix = takeText();
        if (take('close') === undefined) refuse();
        addPart(prefix, inner, innerGroup, suffix, takeModifier());
        continue;
      }
      flush();
      if (take('end') === undefined) refuse();
    }
    return parts;
  };

  // ---- https://urlpattern.spec.whatwg.org/#generate-a-regular-expression-and-name-list ----

  const regexpOf = (parts, options) => {
    let source = '^';
    for (const { type, value, modifier, prefix, suffix } of parts) {
      if (type === 'fixed') {
        source += modifier === '' ? escapeRegExp(value) : `(?:${escapeRegExp(value)})${modifier}`;
        continue;
      }
      const inner = type === 'segment' ? wildcardOf(options) : type === 'full' ? '.*' : value;
      const [before, after] = [escapeRegExp(prefix), escapeRegExp(suffix)];
      const once = modifier === '' || modifier === '?';
      if (prefix === '' && suffix === '') source += once ? `(${inner})${modifier}` : `((?:${inner})${modifier})`;
      else if (once) source += `(?:${before}(${inner})${after})${modifier}`;
      else {
        source += `(?:${before}((?:${inner})(?:${after}${before}(?:${inner}))*)${after})${modifier === '*' ? '?' : ''}`;
      }
    }
    return source + '$';
  };

  // ---- https://urlpattern.spec.whatwg.org/#generate-a-pattern-string ----

  const textOf = (parts, options) => {
    let text = '';
    const startsWithNamePart = (value) => value !== '' && isNamePart([...value][0]);
    const isNumbered = ({ name }) => /^\d/.test(name);
    parts.forEach((part, i) => {
      const { type, value, modifier, name, prefix, suffix } = part;
      const [previous, next] = [parts[i - 1], parts[i + 1]];
      if (type === 'fixed') {
        text += modifier === '' ? escapePattern(value) : `{${escapePattern(value)}}${modifier}`;
        return;
      }
      const named = !isNumbered(part);
      let grouped = suffix !== '' || (prefix !== '' && prefix !== options.prefix);
      if (!grouped && named && type === 'segment' && modifier === '' && next && next.prefix === '' && next.suffix === '') {
        grouped = next.type === 'fixed' ? startsWithNamePart(next.value) : isNumbered(next);
      }
      if (!grouped && prefix === '' && previous?.type === 'fixed' && options.prefix !== '') {
        grouped = previous.value.endsWith(options.prefix);
      }
      text += (grouped ? '{' : '') + escapePattern(prefix) + (named ? ':' + name : '');
      if (type === 'regexp') text += `(${value})`;
      else if (type === 'segment' && !named) text += `(${wildcardOf(options)})`;
      else if (type === 'full') {
        const free = !previous || previous.type === 'fixed' || previous.modifier !== '' || grouped || prefix !== '';
        text += !named && free ? '*' : '(.*)';
      }
      if (type === 'segment' && named && startsWithNamePart(suffix)) text += '\\';
      text += escapePattern(suffix) + (grouped ? '}' : '') + modifier;
    });
    return text;
  };

  // The spec asks for the flag v. QuickJS refuses with it what is good, such as /a-b/v, so it is the second choice here.
  const regExpFrom = (source, flags) => {
    for (const mode of ['u', 'v']) {
      try {
        return new NativeRegExp(source, mode + flags);
      } catch {
        continue;
      }
    }
    return refuse();
  };

  // https://urlpattern.spec.whatwg.org/#compile-a-component
  const compile = (input, encode, options = { delimiter: '', prefix: '' }, ignoreCase = false) => {
    const parts = parse(input, options, encode);
    const regexp = regExpFrom(regexpOf(parts, options), ignoreCase ? 'i' : '');
    const names = parts.filter(({ type }) => type !== 'fixed').map(({ name }) => name);
    return { text: textOf(parts, options), regexp, names, hasRegExpGroups: parts.some(({ type }) => type === 'regexp') };
  };

  const made = { tokenize, compile, escapePattern, refuse };
  return () => made;
}
