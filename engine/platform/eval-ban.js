// provides: eval Function
// mentioned by: constructor
// spec: https://developers.cloudflare.com/workers/runtime-apis/web-standards/#javascript-standards
//
// Text may become code in global scope and nowhere else (tests/conformance: globals-eval-at-startup, -uncaught).
(platform) => {
  'use strict';
  const NativeEvalError = EvalError;
  const { apply, construct, getPrototypeOf } = Reflect;
  const { defineProperty } = Object;
  const nativeEval = eval;

  const check = () => {
    if (platform.event() !== 0) throw new NativeEvalError('Code generation from strings disallowed for this context');
  };
  const { eval: checked } = {
    eval(text) {
      check();
      return nativeEval(text);
    },
  };
  platform.expose('eval', checked);

  const kinds = [function () {}, async function () {}, function* () {}, async function* () {}];
  for (const kind of kinds) {
    const prototype = getPrototypeOf(kind);
    const type = new Proxy(prototype.constructor, {
      __proto__: null,
      apply(target, receiver, values) {
        if (values.length > 0) check();
        return apply(target, receiver, values);
      },
      construct(target, values, newTarget) {
        if (values.length > 0) check();
        return construct(target, values, newTarget);
      },
    });
    defineProperty(prototype, 'constructor', { value: type, writable: true, configurable: true });
    if (type.name === 'Function') platform.expose('Function', type);
  }
}
