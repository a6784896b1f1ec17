// deferred: inspection
// needs: stack native-message
//
// What console.log (print-line.js) and util.inspect make of values: Node's formatting, which the real runtime uses
// (depth 2, 80 columns, short things on one line), with its own way of showing the platform's objects. Compiled when
// first needed: inspection() gives {inspect, lineOf, attempt}.
//
// The words here: a *part* is the text of one member ("a: 1"), `level` how deep its object lies.
// spec: https://nodejs.org/api/util.html#utilinspectobject-options and #utilformatformat-args
(platform) => {
  'use strict';
  const { internals } = platform;
  const { framesOf } = internals;
  const { apply, ownKeys, getPrototypeOf, getOwnPropertyDescriptor } = Reflect;
  const { keys: enumerableKeys, is } = Object;
  const { iterator, toStringTag } = Symbol;
  const nativeText = Function.prototype.toString;
  const objectText = Object.prototype.toString;
  const custom = Symbol.for('nodejs.util.inspect.custom');

  // The members of every state: what util.inspect calls breakLength, maxArrayLength, maxStringLength and compact (so many
  // inner levels may share one line).
  const usual = { __proto__: null, line: 80, most: 100, longest: 10000, inner: 3, sorted: false, indent: 0 };

  const getter = (prototype, name) => getOwnPropertyDescriptor(prototype, name).get;
  const mapSize = getter(Map.prototype, 'size');
  const setSize = getter(Set.prototype, 'size');
  const bufferLength = getter(ArrayBuffer.prototype, 'byteLength');
  const viewLength = getter(DataView.prototype, 'byteLength');
  const expressionSource = getter(RegExp.prototype, 'source');
  const typedArrayName = getter(getPrototypeOf(Uint8Array.prototype), toStringTag);
  const mapIterator = getPrototypeOf(new Map().entries());
  const setIterator = getPrototypeOf(new Set().values());
  const boxed = [String, Number, Boolean, BigInt, Symbol].map((Type) => [Type.name, Type.prototype.valueOf]);

  // Whether the built-in `method`, which refuses a foreign `this`, takes `value`.
  const accepts = (method, value, ...rest) => {
    try {
      apply(method, value, rest);
      return true;
    } catch {
      return false;
    }
  };
  const isError = (value) => Error.isError(value) || value instanceof Error;
  const own = (value, key) => Object.hasOwn(value, key);
  const plural = (count, noun) => `${count} ${noun}${count > 1 ? 's' : ''}`;
  const more = (count, noun = 'item') => `... ${count} more ${noun}${count > 1 ? 's' : ''}`;

  // ---- primitives ----
  const escapes = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '\\': '\\\\' };
  const unsafe = /[\x00-\x1f\x7f-\x9f\\]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
  const escaped = (character) => {
    if (escapes[character] !== undefined) return escapes[character];
    const code = character.charCodeAt(0);
    return code > 0xff ? '\\u' + code.toString(16) : '\\x' + code.toString(16).toUpperCase().padStart(2, '0');
  };
  const quoted = (text) => {
    let quote = "'";
    if (text.includes("'")) {
      if (!text.includes('"')) quote = '"';
      else if (!text.includes('`') && !text.includes('${')) quote = '`';
      else return quote + text.replace(unsafe, escaped).replaceAll("'", "\\'") + quote;
    }
    return quote + text.replace(unsafe, escaped) + quote;
  };
  const stringPart = (state, text) => {
    const rest = text.length - state.longest;
    const trailer = rest > 0 ? more(rest, 'character') : '';
    const shown = rest > 0 ? text.slice(0, state.longest) : text;
    if (shown.length <= 16 || shown.length <= state.line - state.indent - 4) return quoted(shown) + trailer;
    return shown.split(/(?<=\n)/).map(quoted).join(` +\n${' '.repeat(state.indent + 2)}`) + trailer;
  };
  const primitive = (state, value) => {
    switch (typeof value) {
      case 'string':
        return stringPart(state, value);
      case 'bigint':
        return `${value}n`;
      case 'number':
        return is(value, -0) ? '-0' : `${value}`;
      default:
        return String(value);
    }
  };

  // ---- names ----
  // The name of the class of `value`; null when its prototype is null.
  const className = (value) => {
    for (let holder = value; holder !== null; holder = getPrototypeOf(holder)) {
      const constructor = getOwnPropertyDescriptor(holder, 'constructor')?.value;
      if (typeof constructor === 'function' && constructor.name !== '' && isInstance(value, constructor)) {
        return String(constructor.name);
      }
    }
    const prototype = getPrototypeOf(value);
    return prototype === null ? null : `Object <${inspect(prototype, { depth: 0 })}>`;
  };
  const isInstance = (value, constructor) => {
    try {
      return value instanceof constructor;
    } catch {
      return false;
    }
  };
  const tagOf = (value) => {
    const tag = value[toStringTag];
    if (typeof tag !== 'string' || tag === '') return '';
    return getOwnPropertyDescriptor(value, toStringTag)?.enumerable ? '' : tag;
  };
  // "Foo ", "Foo(2) [Tag] ", "[Object: null prototype] "
  const prefixOf = (name, tag, fallback, size = '') => {
    if (name === null) return `[${fallback}${size}: null prototype] ${tag !== '' && tag !== fallback ? `[${tag}] ` : ''}`;
    return `${name}${size} ${tag !== '' && tag !== name ? `[${tag}] ` : ''}`;
  };
  const functionBase = (value, name, tag) => {
    const source = apply(nativeText, value, []);
    if (source.startsWith('class') && source.endsWith('}')) {
      const base = own(value, 'name') && value.name !== '' ? `[class ${String(value.name)}` : '[class (anonymous)';
      const parent = getPrototypeOf(value)?.name;
      const kind = name !== 'Function' && name !== null ? ` [${name}]` : '';
      return `${base}${kind}${parent ? ` extends ${parent}` : name === null ? ' extends [null prototype]' : ''}]`;
    }
    const type = /^(Async)?(Generator)?Function$/.test(tag) ? tag : 'Function';
    let base = `[${type}${name === null ? ' (null prototype)' : ''}${value.name ? `: ${String(value.name)}` : ' (anonymous)'}]`;
    if (name !== type && name !== null) base += ` ${name}`;
    if (tag !== '' && tag !== name) base += ` [${tag}]`;
    return base;
  };

  // ---- errors ----
  // The engine's stack lacks the first line that V8's has.
  const errorBase = (state, error, keys) => {
    const name = error.name == null ? 'Error' : String(error.name);
    const { stack } = error;
    const given = own(error, 'stack') && typeof stack === 'string' && stack !== '';
    const message = internals.nativeMessage(String(error.message ?? ''));
    let head = given ? stack.split(/\n\s+at /)[0] : [name, message].filter((text) => text !== '').join(': ');
    for (const key of ['name', 'message', 'stack']) {
      const index = keys.indexOf(key);
      if (index >= 0 && (key === 'stack' || head.includes(error[key]))) keys.splice(index, 1);
    }
    if ('cause' in error && !keys.includes('cause')) keys.push('cause');
    if (Array.isArray(error.errors) && !keys.includes('errors')) keys.push('errors');
    const type = className(error);
    if (name.endsWith('Error') && /^(:|\n|$)/.test(head.slice(name.length)) && head.startsWith(name)) {
      if (type === null) head = `[${name}: null prototype]${head.slice(name.length)}`;
      else if (type !== name) head = type.includes(name) ? type + head.slice(name.length) : `${type} [${name}]${head.slice(name.length)}`;
    }
    const frames = typeof stack === 'string' ? framesOf(stack, error) : '';
    const text = frames === '' ? `[${head}]` : head + frames;
    return state.indent > 0 ? text.replaceAll('\n', '\n' + ' '.repeat(state.indent)) : text;
  };

  // ---- members ----
  const keysOf = (value, hidden) => {
    if (hidden) return ownKeys(value);
    return enumerableKeys(value).concat(
      Object.getOwnPropertySymbols(value).filter((key) => getOwnPropertyDescriptor(value, key).enumerable),
    );
  };
  const isIndex = (key) => typeof key === 'string' && /^(0|[1-9]\d{0,9})$/.test(key) && +key < 2 ** 32 - 1;
  const keyText = (key, hidden) => {
    const name = typeof key === 'symbol' ? key.toString().replace(unsafe, escaped) : key;
    if (hidden) return `[${name}]`;
    if (typeof key === 'symbol') return name;
    if (key === '__proto__') return "['__proto__']";
    return /^[a-zA-Z_][a-zA-Z_0-9]*$/.test(key) ? key : quoted(key);
  };
  const indented = (state, spaces, write) => {
    state.indent += spaces;
    const text = write();
    state.indent -= spaces;
    return text;
  };
  const memberText = (state, value, key, level) => {
    const member = getOwnPropertyDescriptor(value, key) ?? { value: value[key], enumerable: true };
    if (member.get !== undefined) return [member, member.set !== undefined ? '[Getter/Setter]' : '[Getter]'];
    if (member.set !== undefined) return [member, '[Setter]'];
    return [member, indented(state, 2, () => format(state, member.value, level))];
  };
  const memberPart = (state, value, key, level) => {
    const [member, text] = memberText(state, value, key, level);
    return `${keyText(key, member.enumerable === false)}: ${text}`;
  };

  // ---- contents of the built-in containers ----
  const arrayParts = (state, value, level) => {
    const parts = [];
    let index = 0;
    while (index < value.length && parts.length < state.most) {
      if (own(value, index)) {
        parts.push(memberText(state, value, `${index++}`, level)[1]);
        continue;
      }
      const next = enumerableKeys(value).filter((key) => isIndex(key) && +key > index)[0];
      const end = next === undefined ? value.length : +next;
      parts.push(`<${plural(end - index, 'empty item')}>`);
      index = end;
    }
    if (index < value.length) parts.push(more(value.length - index));
    return parts;
  };
  const typedArrayParts = (state, value) => {
    const parts = [];
    const shown = Math.min(state.most, value.length);
    for (let i = 0; i < shown; i++) parts.push(primitive(state, value[i]));
    if (value.length > shown) parts.push(more(value.length - shown));
    return parts;
  };
  const entryParts = (state, entries, level, write) => {
    const parts = [];
    let rest = 0;
    for (const entry of entries) {
      if (parts.length >= state.most) rest++;
      else parts.push(indented(state, 2, () => write(entry)));
    }
    if (rest > 0) parts.push(more(rest));
    return parts;
  };
  const mapParts = (state, entries, level) =>
    entryParts(state, entries, level, ([key, value]) => `${format(state, key, level)} => ${format(state, value, level)}`);
  const setParts = (state, values, level) => entryParts(state, values, level, (value) => format(state, value, level));
  const bufferParts = (state, value) => {
    if (value.detached) return ['(detached)'];
    const shown = [...new Uint8Array(value, 0, Math.min(state.most, value.byteLength))];
    const bytes = shown.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const rest = value.byteLength - shown.length;
    return [`[Uint8Contents]: <${bytes}${rest > 0 ? ' ' + more(rest, 'byte') : ''}>`];
  };

  // ---- objects ----
  // How `value` is written: {open, close, base, keys, parts(level), array}; or {text} when that is all there is to it.
  const shapeOf = (state, value, name, tag, isNested) => {
    const { hidden } = state;
    const container = (prefix, size, open, parts) => {
      const keys = keysOf(value, hidden).filter((key) => open !== '[' || !isIndex(key));
      if (size === 0 && keys.length === 0) return { text: `${prefix}${open}${open === '[' ? ']' : '}'}` };
      return { open: prefix + open, keys, parts, array: open === '[' };
    };
    if (Array.isArray(value)) {
      const prefix = name !== 'Array' || tag !== '' ? prefixOf(name, tag, 'Array', `(${value.length})`) : '';
      return container(prefix, value.length, '[', (level) => arrayParts(state, value, level));
    }
    if (name !== 'Object') {
      if (accepts(setSize, value)) {
        const values = () => apply(Set.prototype.values, value, []);
        const prefix = prefixOf(name, tag, 'Set', `(${apply(setSize, value, [])})`);
        return container(prefix, apply(setSize, value, []), '{', (level) => setParts(state, values(), level));
      }
      if (accepts(mapSize, value)) {
        const entries = () => apply(Map.prototype.entries, value, []);
        const prefix = prefixOf(name, tag, 'Map', `(${apply(mapSize, value, [])})`);
        return container(prefix, apply(mapSize, value, []), '{', (level) => mapParts(state, entries(), level));
      }
      const typed = apply(typedArrayName, value, []);
      if (typed !== undefined) {
        const prefix = prefixOf(name, tag, typed, `(${value.length})`);
        return container(prefix, value.length, '[', () => typedArrayParts(state, value));
      }
      for (const [kind, prototype] of [['Map', mapIterator], ['Set', setIterator]]) {
        if (getPrototypeOf(value) !== prototype) continue;
        return { open: `[${tag || `${kind} Iterator`}] {`, keys: keysOf(value, hidden), parts: () => ['<items unknown>'] };
      }
    }
    const keys = keysOf(value, hidden);
    const none = () => [];
    const based = (base, alone = keys.length === 0) => (alone ? { text: base } : { open: '{', base, keys, parts: none });
    if (typeof value === 'function') return based(functionBase(value, name, tag));
    if (name === 'Object') {
      const isArguments = tag === '' && apply(objectText, value, []) === '[object Arguments]';
      const open = `${isArguments ? '[Arguments] ' : tag !== '' ? prefixOf(name, tag, 'Object') : ''}{`;
      return keys.length === 0 ? { text: `${open}}` } : { open, keys, parts: none };
    }
    if (accepts(expressionSource, value) && value !== RegExp.prototype) {
      const prefix = prefixOf(name, tag, 'RegExp');
      return based(`${prefix === 'RegExp ' ? '' : prefix}${apply(RegExp.prototype.toString, value, [])}`);
    }
    if (accepts(Date.prototype.getTime, value)) {
      const prefix = prefixOf(name, tag, 'Date');
      const text = Number.isNaN(apply(Date.prototype.getTime, value, [])) ? 'Invalid Date' : apply(Date.prototype.toISOString, value, []);
      return based(`${prefix === 'Date ' ? '' : prefix}${text}`);
    }
    if (isError(value)) {
      const base = errorBase(state, value, keys);
      return based(base, keys.length === 0);
    }
    if (accepts(bufferLength, value)) {
      const parts = isNested ? none : () => bufferParts(state, value);
      return { open: `${prefixOf(name, tag, 'ArrayBuffer')}{`, keys: ['byteLength', ...keys], parts };
    }
    if (accepts(viewLength, value)) {
      return { open: `${prefixOf(name, tag, 'DataView')}{`, keys: ['byteLength', 'byteOffset', 'buffer', ...keys], parts: none };
    }
    if (value instanceof Promise) {
      return { open: `${prefixOf(name, tag, 'Promise')}{`, keys, parts: (level) => promiseParts(state, value, level) };
    }
    for (const Type of [WeakMap, WeakSet]) {
      if (!accepts(Type.prototype.has, value, {})) continue;
      return { open: `${prefixOf(name, tag, Type.name)}{`, keys, parts: () => ['<items unknown>'] };
    }
    for (const [kind, valueOf] of boxed) {
      if (!accepts(valueOf, value)) continue;
      const inner = primitive(usual, apply(valueOf, value, []));
      const rest = kind === 'String' ? keys.filter((key) => !isIndex(key)) : keys;
      const base = `[${kind}${name === kind ? '' : name === null ? ' (null prototype)' : ` (${name})`}: ${inner}]`;
      return rest.length === 0 ? { text: base } : { open: '{', base, keys: rest, parts: none };
    }
    const prefix = prefixOf(name, tag, 'Object');
    return keys.length === 0 ? { text: `${prefix}{}` } : { open: `${prefix}{`, keys, parts: none };
  };

  let met = []; // promises of the line being written whose state is not known
  let settled; // what is known: promise → {rejected, value}
  const promiseParts = (state, value, level) => {
    const known = settled?.get(value);
    if (known === undefined) {
      met.push(value);
      return ['<pending>'];
    }
    const text = indented(state, 2, () => format(state, known.value, level));
    return [known.rejected ? `<rejected> ${text}` : text];
  };

  // ---- the platform's own objects: what their classes' getters say, and their entries ----
  const interfaceOf = (value) => {
    for (let prototype = getPrototypeOf(value); prototype !== null; prototype = getPrototypeOf(prototype)) {
      if (internals.interfaces?.has(prototype)) return prototype;
    }
    return null;
  };
  const formatInterface = (state, value, level) => {
    const name = value.constructor.name;
    if (level > state.depth) return `[${name}]`;
    const shown = {};
    let entries;
    try {
      entries = typeof value.entries === 'function' ? [...value.entries()] : undefined;
    } catch {
      entries = undefined;
    }
    for (let holder = value; holder !== Object.prototype && holder !== Error.prototype && holder !== null; holder = getPrototypeOf(holder)) {
      for (const key of Object.getOwnPropertyNames(holder)) {
        if (own(shown, key) || key === 'constructor' || (entries !== undefined && key === 'size')) continue;
        // Constants (DOMException.ABORT_ERR) stand on the prototype and on the class; a getter called `name` does not.
        const isData = getOwnPropertyDescriptor(holder, key).get === undefined;
        if (isData && holder !== value && own(holder.constructor ?? {}, key)) continue;
        const member = valueOfMember(value, key);
        if (typeof member !== 'function') shown[key] = member;
      }
    }
    const extra = internals.interfaces.get(interfaceOf(value))?.(value) ?? {};
    for (const key of enumerableKeys(extra)) Object.defineProperty(shown, key, { value: extra[key], enumerable: false });
    const keys = ownKeys(shown);
    const size = entries === undefined ? '' : `(${entries.length})`;
    if (keys.length === 0 && !entries?.length) return `${name}${size} {}`;
    const parts = entries === undefined ? () => [] : (inner) => mapParts(state, entries, inner);
    return write(state, value, { open: `${name}${size} {`, keys, parts, from: shown }, level);
  };
  const valueOfMember = (value, key) => {
    try {
      return value[key];
    } catch {
      return undefined;
    }
  };

  // ---- putting parts together ----
  const write = (state, value, shape, level) => {
    const inner = level + 1;
    state.seen.push(value);
    state.current = inner;
    let parts = shape.parts(inner);
    const members = shape.keys.map((key) => memberPart(state, shape.from ?? value, key, inner));
    if (state.sorted !== false) members.sort(state.sorted === true ? undefined : state.sorted);
    parts = parts.concat(members);
    state.seen.pop();
    let base = shape.base ?? '';
    const number = state.circular?.get(value);
    if (number !== undefined) base = base === '' ? `<ref *${number}>` : `<ref *${number}> ${base}`;
    const close = shape.array ? ']' : '}';
    const count = parts.length;
    if (shape.array && count > 6 && state.inner > 0) parts = inColumns(state, parts, value);
    if (state.inner > 0 && state.current - inner < state.inner && count === parts.length) {
      const start = parts.length + state.indent + shape.open.length + base.length + 10;
      const total = parts.reduce((sum, part) => sum + part.length, parts.length + start);
      const line = parts.join(', ');
      if (total <= state.line && !base.includes('\n') && !line.includes('\n')) {
        return `${base === '' ? '' : `${base} `}${shape.open} ${line} ${close}`;
      }
    }
    const margin = `\n${' '.repeat(state.indent)}`;
    return `${base === '' ? '' : `${base} `}${shape.open}${margin}  ${parts.join(`,${margin}  `)}${margin}${close}`;
  };

  // Many short items: as many equal columns as make a pleasant rectangle, at most 15 (nodejs.org/api/util.html#utilinspectobject-options, compact).
  const inColumns = (state, parts, value) => {
    const count = value.length > state.most ? parts.length - 1 : parts.length;
    const lengths = parts.slice(0, count).map((part) => part.length);
    const total = lengths.reduce((sum, length) => sum + length + 2, 0);
    const longest = Math.max(...lengths);
    const cell = longest + 2;
    if (cell * 3 + state.indent >= state.line || (total / cell <= 5 && longest > 6)) return parts;
    const bias = Math.max(cell - 3 - Math.sqrt(cell - total / parts.length), 1);
    const columns = Math.min(
      Math.round(Math.sqrt(2.5 * bias * count) / bias),
      Math.floor((state.line - state.indent) / cell),
      state.inner * 4,
      15,
    );
    if (columns <= 1) return parts;
    const widths = [];
    for (let i = 0; i < columns; i++) {
      let width = 0;
      for (let j = i; j < count; j += columns) width = Math.max(width, lengths[j]);
      widths.push(width + 2);
    }
    const numeric = parts.every((_, i) => typeof value[i] === 'number' || typeof value[i] === 'bigint');
    const rows = [];
    for (let i = 0; i < count; i += columns) {
      const end = Math.min(i + columns, count);
      let row = '';
      for (let j = i; j < end - 1; j++) {
        const item = `${parts[j]}, `;
        row += numeric ? item.padStart(widths[j - i]) : item.padEnd(widths[j - i]);
      }
      rows.push(row + (numeric ? parts[end - 1].padStart(widths[end - 1 - i] - 2) : parts[end - 1]));
    }
    if (count < parts.length) rows.push(parts[count]);
    return rows;
  };

  const format = (state, value, level, isNested = false) => {
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return primitive(state, value);
    const target = internals.proxyTarget?.(value);
    const shown = target ?? value;
    const method = shown[custom];
    if (typeof method === 'function' && shown.constructor?.prototype !== shown) {
      const answer = apply(method, value, [state.depth - level, { depth: state.depth - level }, inspect]);
      if (answer !== value) {
        return typeof answer === 'string' ? answer.replaceAll('\n', `\n${' '.repeat(state.indent)}`) : format(state, answer, level);
      }
    }
    if (state.seen.includes(shown)) {
      state.circular ??= new Map();
      if (!state.circular.has(shown)) state.circular.set(shown, state.circular.size + 1);
      return `[Circular *${state.circular.get(shown)}]`;
    }
    const wrapped = (text) => (target === undefined ? text : `Proxy(${text})`);
    if (typeof shown === 'object' && internals.interfaces !== undefined && interfaceOf(shown) !== null) {
      return wrapped(formatInterface(state, shown, level));
    }
    const name = className(shown);
    const tag = tagOf(shown);
    const shape = shapeOf(state, shown, name, tag, isNested);
    if (shape.text !== undefined) return wrapped(shape.text);
    if (level > state.depth) {
      const short = prefixOf(name, tag, 'Object').slice(0, -1);
      return name === null ? short : `[${short}]`;
    }
    return wrapped(write(state, shown, shape, level));
  };

  const orEndless = (value, otherwise) => (value === undefined ? otherwise : (value ?? Infinity));
  // util.inspect: options are depth (levels shown below the first), showHidden (also members that are not enumerable),
  // breakLength, maxArrayLength, maxStringLength, compact and sorted. (No colors here, and getters are not called.)
  const inspect = (value, options = {}, depth = undefined) => {
    const asked = typeof options === 'boolean' ? { showHidden: options, depth } : (options ?? {});
    const compact = asked.compact ?? 3;
    const state = {
      ...usual, depth: orEndless(asked.depth, 2), hidden: asked.showHidden ?? false,
      line: asked.breakLength ?? usual.line, most: orEndless(asked.maxArrayLength, usual.most),
      longest: orEndless(asked.maxStringLength, usual.longest), inner: compact === false ? 0 : +compact,
      sorted: asked.sorted ?? false, seen: [], current: 0, circular: undefined,
    };
    return format(state, value, 0);
  };
  inspect.custom = custom;

  // ---- %s and the rest ----
  const hasOwnText = (value) => {
    let holder = value;
    while (holder !== null && !own(holder, 'toString')) holder = getPrototypeOf(holder);
    if (holder === null) return false;
    if (holder === value) return true;
    const { constructor } = holder;
    return typeof constructor !== 'function' || !apply(nativeText, constructor, []).includes('[native code]');
  };
  const number = (value, convert) => {
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value === 'symbol') return 'NaN';
    return primitive(usual, convert(value));
  };
  const json = (value) => {
    try {
      return JSON.stringify(value);
    } catch (error) {
      if (/circular/i.test(error?.message)) return '[Circular]';
      throw error;
    }
  };
  const specifiers = {
    s(value) {
      if (typeof value === 'string') return value;
      if (typeof value === 'object' && value !== null) return hasOwnText(value) ? String(value) : inspect(value, { depth: 0 });
      return typeof value === 'function' ? String(value) : primitive(usual, value);
    },
    d: (value) => number(value, Number),
    i: (value) => number(value, parseInt),
    f: (value) => (typeof value === 'symbol' ? 'NaN' : primitive(usual, parseFloat(value))),
    j: json,
    o: (value) => inspect(value, { depth: 4, showHidden: true }),
    O: (value) => inspect(value),
    c: () => '',
  };

  // The text of one console line: https://console.spec.whatwg.org/#formatter as Node's util.format does it.
  const lineOf = (values) => {
    let line = '';
    let used = 0;
    if (typeof values[0] === 'string') {
      used = 1;
      line = values[0];
      if (values.length > 1) {
        line = line.replace(/%([sdifjoOc%])/g, (written, kind) => {
          if (kind === '%') return '%';
          return used < values.length ? specifiers[kind](values[used++]) : written;
        });
      }
    }
    for (let i = used; i < values.length; i++) {
      if (i > 0) line += ' ';
      line += typeof values[i] === 'string' ? values[i] : inspect(values[i]);
    }
    return line;
  };

  // lineOf(values), with the promises met whose state `known` (promise → {rejected, value}) does not tell.
  const attempt = (values, known) => {
    met = [];
    settled = known;
    const line = lineOf(values);
    settled = undefined;
    return { line, met };
  };
  const tools = { inspect, lineOf, attempt };
  return () => tools;
}
