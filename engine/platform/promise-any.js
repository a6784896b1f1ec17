// mentioned by: any
// spec: https://tc39.es/ecma262/#sec-promise.any
//
// The engine's own leaves out the message that V8 gives the AggregateError. Step by step the same otherwise, so that
// jobs come in the same order.
(platform) => {
  'use strict';
  const NativeAggregateError = AggregateError;
  const { any } = {
    any(iterable) {
      const Type = this;
      let fulfil;
      let reject;
      const promise = new Type((first, second) => {
        fulfil = first;
        reject = second;
      });
      try {
        const { resolve } = Type;
        if (typeof resolve !== 'function') throw new TypeError('Promise resolve or reject function is not callable');
        const errors = [];
        let remaining = 1;
        const settle = () => {
          if (--remaining === 0) reject(new NativeAggregateError(errors, 'All promises were rejected'));
        };
        let index = 0;
        for (const value of iterable) {
          const own = index++;
          let called = false;
          remaining++;
          Reflect.apply(resolve, Type, [value]).then(fulfil, (reason) => {
            if (called) return;
            called = true;
            errors[own] = reason;
            settle();
          });
        }
        settle();
      } catch (error) {
        reject(error);
      }
      return promise;
    },
  };
  Object.defineProperty(Promise, 'any', { value: any, writable: true, configurable: true, enumerable: false });
}
