// mentioned by: stack captureStackTrace
// needs: stack
// spec: https://v8.dev/docs/stack-trace-api
//
// `error.stack` as V8 has it: "Name: message" first, then the Worker's own frames; any value can be assigned to it.
(platform) => {
  'use strict';
  const { framesOf } = platform.internals;
  const { apply } = Reflect;
  const { defineProperty } = Object;
  const { prototype } = Error;
  const { isError } = Error;
  const { get: native } = Object.getOwnPropertyDescriptor(prototype, 'stack');
  const textOf = prototype.toString;
  const nativeCapture = Error.captureStackTrace;

  const own = (holder, value) => defineProperty(holder, 'stack', { value, writable: true, configurable: true, enumerable: false });
  const written = (holder, stack) => `${apply(textOf, holder, [])}${framesOf(stack, holder)}`;
  const { get, set } = Object.getOwnPropertyDescriptor(
    {
      get stack() {
        const stack = apply(native, this, []);
        return isError(this) ? written(this, stack ?? '') : undefined;
      },
      set stack(value) {
        own(this, value);
      },
    },
    'stack',
  );
  defineProperty(prototype, 'stack', { get, set, configurable: true, enumerable: false });

  const { captureStackTrace } = {
    captureStackTrace(holder, above) {
      const place = {};
      nativeCapture(place, above ?? captureStackTrace);
      own(holder, written(holder, place.stack));
    },
  };
  defineProperty(Error, 'captureStackTrace', { value: captureStackTrace, writable: true, configurable: true });
}
