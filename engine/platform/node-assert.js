// provides: node:assert
// needs: platform-modules node-equality
// spec: https://nodejs.org/api/assert.html
//
// A failure says what was asked; it draws no comparison. deepEqual() is deepStrictEqual() here, also outside `strict`.
(platform) => {
  'use strict';
  const { internals } = platform;

  class AssertionError extends Error {
    constructor({ message, actual, expected, operator }) {
      super(message ?? `Failed: ${operator}`);
      this.name = 'AssertionError';
      this.generatedMessage = message === undefined;
      this.code = 'ERR_ASSERTION';
      Object.assign(this, { actual, expected, operator });
    }
  }
  const check = (holds, message, actual, expected, operator, says) => {
    if (holds) return;
    if (message instanceof Error) throw message;
    const error = new AssertionError({ message: message ?? says, actual, expected, operator });
    error.generatedMessage = message === undefined;
    throw error;
  };

  const assert = (value, message) =>
    check(value, message, value, true, '==', 'The expression evaluated to a falsy value');
  // Whether an error is what was expected: a class, a pattern, an object of properties or a function that says.
  const matches = (error, expected) => {
    if (expected === undefined) return true;
    if (expected instanceof RegExp) return expected.test(String(error));
    if (typeof expected === 'function') {
      if (expected.prototype !== undefined && error instanceof expected) return true;
      return !Error.isPrototypeOf(expected) && expected !== Error && expected.call({}, error) === true;
    }
    return Object.keys(expected).every((key) =>
      expected[key] instanceof RegExp && typeof error?.[key] === 'string'
        ? expected[key].test(error[key])
        : internals.deepStrictEqual(error?.[key], expected[key]),
    );
  };
  const thrown = (error, expected, message, operator) => {
    if (typeof expected === 'string') return;
    if (matches(error, expected)) return;
    check(false, message, error, expected, operator, 'The error is not what was expected');
  };
  const loose = (one, other) => one == other || (Number.isNaN(one) && Number.isNaN(other));
  const members = {
    ok: assert,
    equal: (actual, expected, message) =>
      check(loose(actual, expected), message, actual, expected, '==', 'Expected values to be loosely equal'),
    notEqual: (actual, expected, message) =>
      check(!loose(actual, expected), message, actual, expected, '!=', 'Expected values to differ loosely'),
    strictEqual: (actual, expected, message) =>
      check(Object.is(actual, expected), message, actual, expected, 'strictEqual', 'Expected values to be strictly equal'),
    notStrictEqual: (actual, expected, message) =>
      check(!Object.is(actual, expected), message, actual, expected, 'notStrictEqual', 'Expected values to differ'),
    deepEqual: (actual, expected, message) =>
      check(internals.deepStrictEqual(actual, expected), message, actual, expected, 'deepStrictEqual', 'Expected values to be strictly deep-equal'),
    notDeepEqual: (actual, expected, message) =>
      check(!internals.deepStrictEqual(actual, expected), message, actual, expected, 'notDeepStrictEqual', 'Expected values not to be strictly deep-equal'),
    match: (text, pattern, message) =>
      check(typeof text === 'string' && pattern.test(text), message, text, pattern, 'match', 'The input did not match the pattern'),
    doesNotMatch: (text, pattern, message) =>
      check(!pattern.test(text), message, text, pattern, 'doesNotMatch', 'The input was expected not to match the pattern'),
    fail: (message) => check(false, message, undefined, undefined, 'fail', 'Failed'),
    ifError(value) {
      if (value !== null && value !== undefined) throw value;
    },
    throws(callback, expected, message) {
      try {
        callback();
      } catch (error) {
        return thrown(error, expected, message, 'throws');
      }
      check(false, message, undefined, expected, 'throws', 'Missing expected exception.');
    },
    async rejects(promise, expected, message) {
      try {
        await (typeof promise === 'function' ? promise() : promise);
      } catch (error) {
        return thrown(error, expected, message, 'rejects');
      }
      check(false, message, undefined, expected, 'rejects', 'Missing expected rejection.');
    },
  };
  Object.assign(members, {
    deepStrictEqual: members.deepEqual,
    notDeepStrictEqual: members.notDeepEqual,
    AssertionError,
  });
  const strict = Object.assign((value, message) => assert(value, message), members, {
    equal: members.strictEqual,
    notEqual: members.notStrictEqual,
  });
  strict.strict = strict;
  Object.assign(assert, members, { strict });
  internals.provideModule('node:assert', { ...members, strict, default: assert });
}
