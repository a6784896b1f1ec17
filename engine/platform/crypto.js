// provides: crypto Crypto
// needs: interface dom-exception
// spec: https://w3c.github.io/webcrypto/#crypto-interface
//
// Random values are seeded, so that the same run gives the same trace, and forbidden in global scope.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, exposeInterface } = internals;
  const integers = [
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, BigInt64Array, BigUint64Array,
  ];
  let allowed = false;

  class Crypto {
    #own = true;
    constructor() {
      if (!allowed) throw new TypeError('Illegal constructor');
    }
    get subtle() {
      brand(() => this.#own);
      if (internals.subtle === undefined) throw new Error('crypto.subtle was not loaded: name it as crypto.subtle.');
      return internals.subtle();
    }
    getRandomValues(view) {
      brand(() => this.#own);
      if (!integers.some((Type) => view instanceof Type)) {
        if (!ArrayBuffer.isView(view)) {
          throw new TypeError("Failed to execute 'getRandomValues' on 'Crypto': parameter 1 is not of type 'ArrayBufferView'.");
        }
        throw internals.domException(
          'ArrayBufferView argument to getRandomValues() must be an integer-typed view.',
          'TypeMismatchError',
        );
      }
      if (view.byteLength > 65536) {
        throw internals.domException(
          `getRandomValues() only accepts buffers of size <= 64K but provided ${view.byteLength} bytes.`,
          'QuotaExceededError',
        );
      }
      platform.requireEvent();
      new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(platform.randomBytes(view.byteLength));
      return view;
    }
    // https://w3c.github.io/webcrypto/#Crypto-method-randomUUID
    randomUUID() {
      brand(() => this.#own);
      platform.requireEvent();
      const bytes = platform.randomBytes(16);
      bytes[6] = (bytes[6] & 0x0f) | 0x40;
      bytes[8] = (bytes[8] & 0x3f) | 0x80;
      const hex = bytes.toHex();
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    }
  }
  exposeInterface(Crypto);
  allowed = true;
  platform.expose('crypto', new Crypto());
  allowed = false;
}
