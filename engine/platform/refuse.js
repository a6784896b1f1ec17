// deferred: refuse
//
// What workerd says to wrong use of an interface (tests/conformance: headers-value-coercion, response-init-odd,
// error-argument-checks).
() => {
  'use strict';
  const NativeTypeError = TypeError;
  const messages = {
    __proto__: null,
    this: () =>
      'Illegal invocation: function called with incorrect `this` reference. See ' +
      'https://developers.cloudflare.com/workers/observability/errors/#illegal-invocation-errors for details.',
    call: (name) =>
      `Failed to construct '${name}': Please use the 'new' operator, this object constructor cannot be called as a function.`,
    argument: (where, number, type) => `Failed to execute '${where}': parameter ${number} is not of type '${type}'.`,
    symbol: () => 'Cannot convert a Symbol value to a string',
  };

  // Throws the TypeError for a mistake of the kind `mistake`.
  return (mistake, ...details) => {
    throw new NativeTypeError(messages[mistake](...details));
  };
}
