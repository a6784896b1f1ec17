// provides: TextDecoderStream
// needs: interface bytes text-decoder transform-stream
// spec: https://encoding.spec.whatwg.org/#interface-textdecoderstream
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, exposeInterface } = internals;
  const { TextDecoder } = globalThis;

  let partsOf;

  class TextDecoderStream {
    #parts;

    static {
      partsOf = (value) => brand(() => value.#parts);
    }

    constructor(label = 'utf-8', options = undefined) {
      const decoder = new TextDecoder(label, { fatal: options?.fatal, ignoreBOM: options?.ignoreBOM });
      const transform = internals.transformStream(
        (chunk, enqueue) => {
          const bytes = internals.bytesOf(chunk);
          if (bytes === undefined) {
            throw new TypeError(
              'This TransformStream is being used as a byte stream, but received a value that is not a BufferSource.',
            );
          }
          const text = decoder.decode(bytes, { stream: true });
          if (text !== '') enqueue(text);
        },
        (enqueue) => {
          const text = decoder.decode();
          if (text !== '') enqueue(text);
        },
      );
      this.#parts = { decoder, transform };
    }

    get encoding() {
      return partsOf(this).decoder.encoding;
    }

    get fatal() {
      return partsOf(this).decoder.fatal;
    }

    get ignoreBOM() {
      return partsOf(this).decoder.ignoreBOM;
    }

    get readable() {
      return partsOf(this).transform.readable;
    }

    get writable() {
      return partsOf(this).transform.writable;
    }
  }

  exposeInterface(TextDecoderStream);
}
