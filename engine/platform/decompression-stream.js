// provides: DecompressionStream
// needs: interface bytes identity-transform-stream codec-stream inflate
// spec: https://compression.spec.whatwg.org/#decompression-stream
(platform) => {
  'use strict';
  const { internals } = platform;

  let recordOf;

  class DecompressionStream {
    #record;

    static {
      recordOf = (value) => internals.brand(() => value.#record);
    }

    constructor(format) {
      this.#record = internals.codecStream('DecompressionStream', arguments, internals.decompressor);
    }

    get readable() {
      return recordOf(this).readable;
    }

    get writable() {
      return recordOf(this).writable;
    }
  }

  internals.exposeInterface(DecompressionStream);
}
