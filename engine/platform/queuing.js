// What the streams of https://streams.spec.whatwg.org/ share: promises, queues with sizes, callbacks, strategies.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { then, resolve, reject } = platform.promise;
  const NativePromise = Promise;
  const nothing = () => {};

  internals.streams = {
    // A promise and the functions that settle it. `settled` tells whether either was called.
    deferred() {
      const one = { settled: false };
      one.promise = new NativePromise((fulfil, fail) => {
        one.resolve = (value) => {
          one.settled = true;
          fulfil(value);
        };
        one.reject = (reason) => {
          one.settled = true;
          fail(reason);
        };
      });
      return one;
    },

    // "Set promise.[[PromiseIsHandled]] to true": nobody is told that a rejection was not handled.
    handled: (promise) => void then(promise, undefined, nothing),

    // https://streams.spec.whatwg.org/#queue-with-sizes
    resetQueue(container) {
      container.queue = [];
      container.queueSize = 0;
    },
    enqueueWithSize(container, value, givenSize) {
      const size = Number(givenSize);
      if (!(size >= 0) || size === Infinity) throw new RangeError('The chunk size must be a finite, non-negative number.');
      container.queue.push({ value, size });
      container.queueSize += size;
    },
    dequeue(container) {
      const { value, size } = container.queue.shift();
      container.queueSize = Math.max(0, container.queueSize - size);
      return value;
    },

    // The callbacks of an underlying source, sink or transformer (type: its name). promised(name, …last arguments) gives
    // a function that calls one and always gives a promise. What start throws the constructors do not, in the real
    // runtime: the stream is errored.
    callbackOf(owner, functions, type) {
      const callbacks = {};
      for (const name in functions) {
        const value = functions[name];
        if (value === undefined) continue;
        if (typeof value !== 'function') {
          throw new TypeError(`Incorrect type for the '${name}' field on '${type}': the provided value is not of type 'function'.`);
        }
        callbacks[name] = (...given) => Reflect.apply(value, owner, given);
      }
      const { start } = callbacks;
      if (start !== undefined) {
        callbacks.start = (...given) => {
          try {
            return start(...given);
          } catch (error) {
            return reject(error);
          }
        };
      }
      callbacks.promised = (name, ...last) => {
        const callback = callbacks[name];
        if (callback === undefined) return () => resolve(undefined);
        return (...given) => {
          try {
            return resolve(callback(...given, ...last));
          } catch (error) {
            return reject(error);
          }
        };
      };
      return callbacks;
    },

    // https://streams.spec.whatwg.org/#validate-and-normalize-high-water-mark
    highWaterMarkOf(strategy, fallback) {
      if (strategy?.highWaterMark === undefined) return fallback;
      const highWaterMark = Number(strategy.highWaterMark);
      if (highWaterMark < 0) {
        throw new TypeError(
          'The value cannot be converted because it is negative and this API expects a positive bigint.',
        );
      }
      if (Number.isNaN(highWaterMark)) throw new TypeError('The value cannot be converted because it is not an integer.');
      return highWaterMark;
    },

    // https://streams.spec.whatwg.org/#make-size-algorithm-from-size-function
    sizeOf(strategy) {
      const size = strategy?.size;
      if (size === undefined) return () => 1;
      if (typeof size !== 'function') throw new TypeError('The size of a queuing strategy must be a function.');
      return (chunk) => size(chunk);
    },
  };
}
