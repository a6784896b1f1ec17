// provides: CompressionStream
// needs: interface bytes identity-transform-stream codec-stream deflate
// spec: https://compression.spec.whatwg.org/#compression-stream
(platform) => {
  'use strict';
  const { internals } = platform;

  let recordOf;

  class CompressionStream {
    #record;

    static {
      recordOf = (value) => internals.brand(() => value.#record);
    }

    constructor(format) {
      this.#record = internals.codecStream('CompressionStream', arguments, internals.compressor);
    }

    get readable() {
      return recordOf(this).readable;
    }

    get writable() {
      return recordOf(this).writable;
    }
  }

  internals.exposeInterface(CompressionStream);
}
