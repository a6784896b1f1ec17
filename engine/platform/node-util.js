// provides: node:util
// needs: platform-modules node-equality text-encoder text-decoder inspect
// spec: https://nodejs.org/api/util.html
//
// The part that Workers and their libraries use most. inspect() and format() are console.log's (inspect.js).
(platform) => {
  'use strict';
  const { internals } = platform;
  const custom = Symbol.for('nodejs.util.promisify.custom');
  const tagOf = (value) => Object.prototype.toString.call(value).slice(8, -1);

  const requireFunction = (value, name) => {
    if (typeof value === 'function') return;
    const error = new TypeError(
      `The "${name}" argument must be of type function. Received ${value === null ? 'null' : typeof value}`,
    );
    error.code = 'ERR_INVALID_ARG_TYPE';
    throw error;
  };
  // A function whose last argument is a callback (error, value) → one that gives a promise.
  const promisify = (original) => {
    requireFunction(original, 'original');
    if (original[custom] !== undefined) return original[custom];
    const promised = function (...values) {
      return new Promise((resolve, reject) => {
        Reflect.apply(original, this, [...values, (error, value) => (error ? reject(error) : resolve(value))]);
      });
    };
    return Object.defineProperties(promised, Object.getOwnPropertyDescriptors(original));
  };
  promisify.custom = custom;
  const callbackify = (original) => {
    requireFunction(original, 'original');
    return function (...values) {
      const callback = values.pop();
      requireFunction(callback, 'last argument');
      Reflect.apply(original, this, values).then(
        (value) => queueMicrotask(() => callback(null, value)),
        (reason) => queueMicrotask(() => callback(reason)),
      );
    };
  };

  const inspect = (value, ...options) => internals.inspection().inspect(value, ...options);
  inspect.custom = Symbol.for('nodejs.util.inspect.custom');

  const members = {
    inspect,
    format: (...values) => internals.inspection().lineOf(values),
    promisify,
    callbackify,
    inherits(type, parent) {
      Object.setPrototypeOf(type.prototype, parent.prototype);
    },
    // Warns nobody.
    deprecate: (callback) => callback,
    isDeepStrictEqual: (one, other) => internals.deepStrictEqual(one, other),
    isArray: Array.isArray,
    stripVTControlCharacters: (text) => text.replace(/\u001b\[[\d;?]*[A-Za-z]/g, ''),
    toUSVString: (text) => `${text}`.toWellFormed(),
    types: {
      isPromise: (value) => value instanceof Promise,
      isRegExp: (value) => value instanceof RegExp,
      isDate: (value) => value instanceof Date,
      isMap: (value) => value instanceof Map,
      isSet: (value) => value instanceof Set,
      isNativeError: (value) => Error.isError(value),
      isUint8Array: (value) => value instanceof Uint8Array,
      isTypedArray: (value) => ArrayBuffer.isView(value) && !(value instanceof DataView),
      isArrayBuffer: (value) => value instanceof ArrayBuffer,
      isAsyncFunction: (value) => /^Async.*Function$/.test(tagOf(value)),
      isGeneratorFunction: (value) => /GeneratorFunction$/.test(tagOf(value)),
    },
    TextEncoder: globalThis.TextEncoder,
    TextDecoder: globalThis.TextDecoder,
  };
  internals.provideModule('node:util', { ...members, default: members });
}
