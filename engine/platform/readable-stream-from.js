// deferred: readableStreamFrom
// spec: https://streams.spec.whatwg.org/#readable-stream-from-iterable
(platform) => {
  'use strict';
  const { internals } = platform;
  const { then, resolve, reject } = platform.promise;
  const { asyncIterator, iterator } = Symbol;
  const { createReadableStream, readable, controllerEnqueue, controllerClose } = internals.streams;

  return (iterable) => {
    const method = iterable?.[asyncIterator] ?? iterable?.[iterator];
    if (typeof method !== 'function') throw new TypeError('The value is not an async iterable object.');
    const source = method.call(iterable);
    const { next } = source;
    const requireObject = (result) => {
      if (result === null || typeof result !== 'object') throw new TypeError('The iterator result is not an object.');
      return result;
    };
    // A synchronous iterator's values may be promises: https://tc39.es/ecma262/#sec-createasyncfromsynciterator
    const settle = (result) =>
      iterable[asyncIterator] || requireObject(result).done
        ? resolve(result)
        : then(resolve(result.value), (value) => ({ done: false, value }));
    const attempt = (action) => {
      try {
        return action();
      } catch (error) {
        return reject(error);
      }
    };
    const pull = () =>
      attempt(() =>
        then(settle(next.call(source)), (result) => {
          const { controller } = readable(object);
          if (requireObject(result).done) controllerClose(controller);
          else controllerEnqueue(controller, result.value);
        }),
      );
    const cancel = (reason) =>
      attempt(() => {
        const { return: end } = source;
        if (end === undefined || end === null) return resolve(undefined);
        return then(resolve(end.call(source, reason)), (result) => void requireObject(result));
      });
    const object = createReadableStream(() => undefined, pull, cancel, 0);
    return object;
  };
}
