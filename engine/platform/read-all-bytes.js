// deferred: readAllBytes
// needs: bytes utf8
//
// Locks a stream and reads it to its end. Gives a promise of one Uint8Array; text chunks are taken as UTF-8.
(platform) => {
  'use strict';
  const { internals } = platform;
  const NativePromise = Promise;
  const nativeQueueMicrotask = queueMicrotask;
  const { acquireReader, readable, readerRead } = internals.streams;

  return (object) =>
    new NativePromise((fulfil, fail) => {
      const reader = acquireReader(readable(object));
      const chunks = [];
      const request = {
        chunk: (value) => {
          const bytes = typeof value === 'string' ? internals.utf8Encode(value) : internals.bytesOf(value);
          if (bytes === undefined) return fail(new TypeError('This ReadableStream did not return bytes.'));
          chunks.push(bytes);
          nativeQueueMicrotask(() => readerRead(reader, request));
        },
        close: () => fulfil(internals.concatenate(chunks)),
        error: fail,
      };
      readerRead(reader, request);
    });
}
