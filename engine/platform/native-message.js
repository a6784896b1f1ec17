// deferred: nativeMessage
//
// What V8 says where QuickJS words an error of the language otherwise: the words that a learner meets in production.
// Only where QuickJS's text holds all that V8's says.
() => {
  'use strict';
  const exact = {
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
  const patterns = [
    [/^cannot read property 'Symbol.iterator' of (undefined|null)$/, '$1 is not iterable'],
    [/^cannot read property '(.*)' of (undefined|null)$/s, "Cannot read properties of $2 (reading '$1')"],
    [/^cannot set property '(.*)' of (undefined|null)$/s, "Cannot set properties of $2 (setting '$1')"],
    [/^(\S+) is not initialized$/, "Cannot access '$1' before initialization"],
  ];
  return (message) => {
    if (Object.hasOwn(exact, message)) return exact[message];
    for (const [pattern, words] of patterns) if (pattern.test(message)) return message.replace(pattern, words);
    return message;
  };
}
