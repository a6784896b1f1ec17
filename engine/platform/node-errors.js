// spec: https://nodejs.org/api/errors.html#nodejs-error-codes
//
// internals.nodeErrors: the errors that Node.js throws for wrong arguments, with its codes and words.
(platform) => {
  'use strict';
  const withCode = (error, code) => Object.assign(error, { code });
  const quoted = (text) => `'${text.length > 28 ? `${text.slice(0, 25)}...` : text}'`;
  const received = (value) => {
    if (value === null || value === undefined) return `${value}`;
    if (typeof value === 'function') return value.name ? `function ${value.name}` : 'function ';
    if (typeof value === 'object') {
      const name = value.constructor?.name;
      return name ? `an instance of ${name}` : '[Object: null prototype] {}';
    }
    const shown = typeof value === 'string' ? quoted(value) : typeof value === 'bigint' ? `${value}n` : String(value);
    return `type ${typeof value} (${shown})`;
  };
  // 1234567 → 1_234_567
  const grouped = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, '_');
  const number = (value) => {
    if (typeof value === 'bigint') return `${value > 2n ** 32n || value < -(2n ** 32n) ? grouped(value) : value}n`;
    return Number.isInteger(value) && Math.abs(value) > 2 ** 32 ? grouped(value) : String(value);
  };
  platform.internals.nodeErrors = {
    withCode,
    // kinds: "type string", "an instance of Buffer" … as it reads after "must be".
    wrongType(name, kinds, value) {
      const what = name.endsWith(' argument') ? name : `"${name}" argument`;
      return withCode(new TypeError(`The ${what} must be ${kinds}. Received ${received(value)}`), 'ERR_INVALID_ARG_TYPE');
    },
    outOfRange(name, range, value) {
      const words = `The value of "${name}" is out of range. It must be ${range}. Received ${number(value)}`;
      return withCode(new RangeError(words), 'ERR_OUT_OF_RANGE');
    },
    requireFunction(name, value) {
      if (typeof value !== 'function') throw this.wrongType(name, 'of type function', value);
    },
    // An integer between the two, else the error that Node.js throws.
    requireInteger(name, value, least, most) {
      if (typeof value !== 'number') throw this.wrongType(name, 'of type number', value);
      if (!Number.isInteger(value)) throw this.outOfRange(name, 'an integer', value);
      if (value < least || value > most) throw this.outOfRange(name, `>= ${least} and <= ${most}`, value);
    },
  };
}
