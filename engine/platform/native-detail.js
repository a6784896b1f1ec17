// deferred: nativeDetail
//
// What V8 says where QuickJS leaves out a name or value that stands in the source: that is looked up there, nearest to
// the place of the error. Gives undefined, or V8's words without their end, where the source does not say.
() => {
  'use strict';
  const nearest = (text, index, pattern) => {
    let best;
    for (const found of text.matchAll(pattern)) {
      if (best === undefined || Math.abs(found.index - index) < Math.abs(best.index - index)) best = found;
    }
    return best;
  };

  const ranges = {
    __proto__: null,
    toFixed: 'toFixed() digits argument must be between 0 and 100',
    toPrecision: 'toPrecision() argument must be between 1 and 100',
    toExponential: 'toExponential() argument must be between 0 and 100',
  };
  const expressions = {
    __proto__: null,
    "expecting ')'": 'Unterminated group',
    'nothing to repeat': 'Nothing to repeat',
    'invalid class range': 'Range out of order in character class',
    'group name not defined': 'Invalid named capture referenced',
    'invalid group': 'Invalid group',
  };

  // "'name' is read-only": a constant, or a property.
  const readOnly = (name, text, index) => {
    const written = name.replaceAll('$', '\\$');
    const changed = new RegExp(`(?:([\\w$]+)\\s*(\\.)\\s*|(\\.)\\s*)?(?<![\\w$])${written}\\s*(?:[-+*/%&|^?<>]*=(?![=>])|\\+\\+|--)`, 'g');
    const found = nearest(text, index, changed);
    if (found === undefined) return undefined;
    if (found[2] === undefined && found[3] === undefined) return 'Assignment to constant variable.';
    const start = `Cannot assign to read only property '${name}' of object`;
    const holder = found[1] === undefined ? undefined : Object.getOwnPropertyDescriptor(globalThis, found[1])?.value;
    const type = typeof holder === 'object' && holder !== null ? holder.constructor?.name : undefined;
    return typeof type === 'string' ? `${start} '#<${type}>'` : start;
  };

  // "could not delete property": its name and, where the line also shows what it belongs to, that.
  const undeletable = (text, index) => {
    const found = nearest(text, index, /\bdelete\s+([\w$]+)\s*(?:\.\s*([\w$]+)|\[\s*(["'])([^"'\\]*)\3\s*\])/g);
    if (found === undefined) return undefined;
    const holder = new RegExp(`(?<![\\w$.])${found[1].replaceAll('$', '\\$')}\\s*=\\s*(?:Object\\.\\w+\\(\\s*)?([{[])`, 'g');
    const kinds = { __proto__: null, '{': ' of #<Object>', '[': ' of [object Array]' };
    return `Cannot delete property '${found[2] ?? found[4]}'${kinds[nearest(text, index, holder)?.[1]] ?? ''}`;
  };

  const iterated = (text, index) =>
    nearest(text, index, /(?:\]\s*=|\bof|\[\s*\.\.\.)\s*(\{\}|[\w$]+(?:\.[\w$]+)*)(?=\s*(?:[;,)\]}]|$))/g)?.[1];

  // text, index: the source line of the caller and the place in it. native: the built-in (or class) that was called.
  return (message, text, index, native) => {
    if (message.endsWith("' is read-only")) return readOnly(message.slice(1, -14), text, index);
    switch (message) {
      case 'value is not iterable': {
        const name = native === '' ? iterated(text, index) : undefined;
        return name === undefined ? undefined : `${name} is not iterable`;
      }
      case 'could not delete property':
        return undeletable(text, index);
      case 'invalid number of digits':
        return ranges[native];
      case 'invalid repeat count': {
        const count = nearest(text, index, /\.repeat\(\s*(-[\d.]+|-?Infinity)\s*\)/g)?.[1];
        return count === undefined ? 'Invalid count value' : `Invalid count value: ${count}`;
      }
      case 'object is not extensible': {
        const name = native === '' ? nearest(text, index, /\.([\w$]+)\s*=(?![=>])/g)?.[1] : undefined;
        return name === undefined ? undefined : `Cannot add property ${name}, object is not extensible`;
      }
      case "invalid 'in' operand": {
        const found = nearest(text, index, /(["'])([^"']*)\1\s+in\s+(?:(["'])([^"']*)\3|(\d+))/g);
        return found && `Cannot use 'in' operator to search for '${found[2]}' in ${found[4] ?? found[5]}`;
      }
      case "class constructors must be invoked with 'new'":
        return native === '' ? undefined : `Class constructor ${native} cannot be invoked without 'new'`;
      case 'invalid array index':
      case 'invalid array buffer length': {
        if (native === 'ArrayBuffer') return 'Invalid array buffer length';
        if (!native.endsWith('Array') || native === 'Array') return undefined;
        const length = nearest(text, index, /Array\(\s*(-?\d+)\s*\)/g)?.[1];
        return length === undefined ? 'Invalid typed array length' : `Invalid typed array length: ${length}`;
      }
      default: {
        const reason = native === 'RegExp' ? expressions[message] : undefined;
        if (reason === undefined) return undefined;
        const found = nearest(text, index, /RegExp\(\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*(?:,\s*["'](\w*)["']\s*)?\)/g);
        return found && `Invalid regular expression: /${found[1] ?? found[2]}/${found[3] ?? ''}: ${reason}`;
      }
    }
  };
}
