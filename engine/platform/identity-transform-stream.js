// provides: IdentityTransformStream
// needs: interface bytes utf8 transform-stream
// spec: https://developers.cloudflare.com/workers/runtime-apis/streams/transformstream/#identitytransformstream
//
// A pipe of bytes that belongs to an event: a write is done when its bytes have been read.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, exposeInterface } = internals;
  const { resolve, reject } = platform.promise;
  const streams = internals.streams;

  // The bytes of a chunk written to a byte stream; a promise rejects with what workerd says of anything else.
  internals.chunkBytes = (chunk) => {
    if (typeof chunk === 'string') return internals.utf8Encode(chunk);
    const bytes = internals.bytesOf(chunk);
    if (bytes === undefined) {
      throw new TypeError(
        'This TransformStream is being used as a byte stream, but received an object of non-ArrayBuffer/ArrayBufferView ' +
          'type on its writable side.',
      );
    }
    return bytes.slice();
  };

  // A byte transform of the current event. onBytes(bytes, record) and onEnd(record) may throw or give a promise.
  // readableMark: how many chunks may wait for the reader.
  internals.createByteTransform = (onBytes, onEnd, highWaterMark, shortfall = undefined, readableMark = 0) => {
    platform.requireEvent();
    const attempt = (steps) => {
      try {
        return resolve(steps());
      } catch (error) {
        return reject(error);
      }
    };
    const record = streams.createTransform(
      undefined,
      {
        bytes: true,
        shortfall,
        transform: (chunk) => attempt(() => onBytes(internals.chunkBytes(chunk), record)),
        flush: () => attempt(() => onEnd(record)),
        cancel: () => resolve(undefined),
      },
      highWaterMark,
      undefined,
      readableMark,
      undefined,
    );
    record.readableRecord.event = platform.event();
    return record;
  };

  let recordOf;

  class IdentityTransformStream {
    #record;

    static {
      recordOf = (value) => brand(() => value.#record);
    }

    // What follows the strategy is for FixedLengthStream, which is one of these.
    constructor(strategy = undefined, key = undefined, onBytes = undefined, shortfall = undefined) {
      const pass = (bytes, record) => {
        if (bytes.length > 0) streams.transformEnqueue(record, bytes);
      };
      const highWaterMark = streams.highWaterMarkOf(strategy, 1);
      const end = () => undefined;
      this.#record =
        key === platform
          ? internals.createByteTransform(onBytes, end, highWaterMark, shortfall)
          : internals.createByteTransform(pass, end, highWaterMark);
    }

    get readable() {
      return recordOf(this).readable;
    }

    get writable() {
      return recordOf(this).writable;
    }
  }

  internals.IdentityTransformStream = exposeInterface(IdentityTransformStream);
}
