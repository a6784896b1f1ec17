// deferred: iterateStream
// spec: https://streams.spec.whatwg.org/#rs-asynciterator
//
// Given a stream's record, gives its asynchronous iterator.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { then, resolve } = platform.promise;
  const NativePromise = Promise;
  const { getPrototypeOf } = Object;
  const { acquireReader, readerRead, releaseReader, readableStreamCancel } = internals.streams;

  const asyncIteratorPrototype = getPrototypeOf(getPrototypeOf((async function* () {}).prototype));

  return (stream, preventCancel) => {
    const reader = acquireReader(stream);
    let ongoing;
    let finished = false;
    const done = (value) => ({ value, done: true });
    const next = () => {
      if (finished) return resolve(done(undefined));
      const read = new NativePromise((fulfil, fail) => {
        readerRead(reader, {
          chunk: (value) => fulfil({ value, done: false }),
          close: () => {
            releaseReader(reader);
            fulfil(done(undefined));
          },
          error: (error) => {
            releaseReader(reader);
            fail(error);
          },
        });
      });
      return then(
        read,
        (result) => {
          finished ||= result.done;
          return result;
        },
        (error) => {
          finished = true;
          throw error;
        },
      );
    };
    const end = (value) => {
      if (finished) return resolve(done(value));
      finished = true;
      const result = preventCancel ? resolve(undefined) : readableStreamCancel(stream, value);
      releaseReader(reader);
      return then(result, () => done(value));
    };
    // Calls wait for the one before them: https://webidl.spec.whatwg.org/#js-asynchronous-iterator-prototype-object
    const queued = (steps) => {
      const current = ongoing === undefined ? steps() : then(ongoing, steps, steps);
      ongoing = current;
      const over = () => {
        if (ongoing === current) ongoing = undefined;
      };
      then(current, over, over);
      return current;
    };
    return {
      __proto__: asyncIteratorPrototype,
      next: () => queued(next),
      return: (value) => queued(() => end(value)),
    };
  };
}
