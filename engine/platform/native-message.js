// deferred: nativeMessage
//
// What V8 says where QuickJS words an error of the language otherwise: the words that a learner meets in production.
// Only where QuickJS's text holds all that V8's says. Written without any method, so that no replaced one can spoil the
// message of an exception; and without template literals, which call String.prototype.concat here.
() => {
  'use strict';
  const exact = {
    __proto__: null,
    'cannot convert symbol to string': 'Cannot convert a Symbol value to a string',
    "invalid 'instanceof' right operand": "Right-hand side of 'instanceof' is not an object",
    'expecting hex digit': 'URI malformed',
    'empty array': 'Reduce of empty array with no initial value',
    'Date value is NaN': 'Invalid time value',
    'invalid array length': 'Invalid array length',
    'invalid string length': 'Invalid string length',
    'circular reference': 'Converting circular structure to JSON',
    'cannot convert BigInt to number': 'Cannot mix BigInt and other types, use explicit conversions',
    'this is not initialized':
      "Must call super constructor in derived class before accessing 'this' or returning from derived constructor",
  };

  // What stands in `text` between `before` and `after`; undefined where it is not made so.
  const between = (text, before, after) => {
    const end = text.length - after.length;
    if (end < before.length) return undefined;
    for (let i = 0; i < before.length; i++) if (text[i] !== before[i]) return undefined;
    for (let i = 0; i < after.length; i++) if (text[end + i] !== after[i]) return undefined;
    let found = '';
    for (let i = before.length; i < end; i++) found += text[i];
    return found;
  };
  const isOneWord = (text) => {
    for (let i = 0; i < text.length; i++) if (text[i] <= ' ') return false;
    return text !== '';
  };

  // A property of undefined or null was asked for.
  const missing = (message, nothing) => {
    const read = between(message, "cannot read property '", "' of " + nothing);
    if (read === 'Symbol.iterator') return nothing + ' is not iterable';
    if (read !== undefined) return 'Cannot read properties of ' + nothing + " (reading '" + read + "')";
    const set = between(message, "cannot set property '", "' of " + nothing);
    return set === undefined ? undefined : 'Cannot set properties of ' + nothing + " (setting '" + set + "')";
  };
  const uninitialized = (message) => {
    const name = between(message, '', ' is not initialized');
    return name !== undefined && isOneWord(name) ? "Cannot access '" + name + "' before initialization" : undefined;
  };

  return (message) => {
    const known = exact[message];
    if (known !== undefined) return known;
    if (message.length > 2000) return message; // no name is that long
    return missing(message, 'undefined') ?? missing(message, 'null') ?? uninitialized(message) ?? message;
  };
}
