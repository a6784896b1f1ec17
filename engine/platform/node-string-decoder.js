// provides: node:string_decoder
// needs: platform-modules node-buffer node-errors text-decoder
// spec: https://nodejs.org/api/string_decoder.html
//
// Bytes that come in pieces, as text: what is half a character is kept until its other half comes.
(platform) => {
  'use strict';
  const { internals } = platform;
  const errors = internals.nodeErrors;
  const { encodingOf, textOfBytes, viewOf } = internals.nodeBytes;
  const isHigh = (unit) => unit >= 0xd8 && unit < 0xdc; // by its upper byte

  // Of each encoding whose characters have several bytes: how many of these bytes make whole ones.
  const whole = {
    __proto__: null,
    utf16le(bytes) {
      const even = bytes.length & ~1;
      return even > 0 && isHigh(bytes[even - 1]) ? even - 2 : even;
    },
    base64: (bytes) => bytes.length - (bytes.length % 3),
    base64url: (bytes) => bytes.length - (bytes.length % 3),
  };

  class StringDecoder {
    #kept = new Uint8Array(0);
    #utf8;
    constructor(encoding) {
      this.encoding = encodingOf(encoding);
      if (this.encoding === 'utf8') this.#utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
    }
    write(piece) {
      if (typeof piece === 'string') return piece;
      if (!ArrayBuffer.isView(piece)) {
        throw errors.wrongType('buf', 'an instance of Buffer, TypedArray, or DataView', piece);
      }
      const view = viewOf(piece);
      if (this.#utf8 !== undefined) return this.#utf8.decode(view, { stream: true });
      if (whole[this.encoding] === undefined) return textOfBytes(view, this.encoding);
      const bytes = new Uint8Array(this.#kept.length + view.length);
      bytes.set(this.#kept);
      bytes.set(view, this.#kept.length);
      const size = whole[this.encoding](bytes);
      this.#kept = bytes.slice(size);
      return textOfBytes(bytes.subarray(0, size), this.encoding);
    }
    end(piece) {
      const text = piece === undefined ? '' : this.write(piece);
      if (this.#utf8 !== undefined) return text + this.#utf8.decode();
      const rest = textOfBytes(this.#kept, this.encoding);
      this.#kept = new Uint8Array(0);
      return text + rest;
    }
  }
  const members = { StringDecoder };
  internals.provideModule('node:string_decoder', { ...members, default: members });
}
