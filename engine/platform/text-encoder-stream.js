// provides: TextEncoderStream
// needs: interface utf8 transform-stream
// spec: https://encoding.spec.whatwg.org/#interface-textencoderstream
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, exposeInterface, utf8Encode } = internals;

  let transformOf;

  class TextEncoderStream {
    #transform;

    static {
      transformOf = (value) => brand(() => value.#transform);
    }

    // A surrogate pair cut in two by a chunk's end is put together again.
    constructor() {
      let lead = '';
      this.#transform = internals.transformStream(
        (chunk, enqueue) => {
          const text = lead + String(chunk);
          lead = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : '';
          const whole = text.slice(0, text.length - lead.length);
          if (whole !== '') enqueue(utf8Encode(whole));
        },
        (enqueue) => {
          if (lead !== '') enqueue(utf8Encode(lead));
        },
      );
    }

    get encoding() {
      return transformOf(this) && 'utf-8';
    }

    get readable() {
      return transformOf(this).readable;
    }

    get writable() {
      return transformOf(this).writable;
    }
  }

  exposeInterface(TextEncoderStream);
}
