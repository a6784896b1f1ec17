// provides: DigestStream
// needs: subtle-crypto writable-stream utf8
// spec: https://developers.cloudflare.com/workers/runtime-apis/web-crypto/#constructors
//
// Workers' own: a WritableStream whose `digest` is the hash of all that was written. `crypto.DigestStream` only.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { bytesOf, concatenate } = internals;
  const names = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512', 'MD5'];

  class DigestStream extends WritableStream {
    #digest;
    #chunks = [];
    #length = 0;
    constructor(algorithm) {
      const name = `${typeof algorithm === 'object' && algorithm !== null ? algorithm.name : algorithm}`.toUpperCase();
      if (!names.includes(name)) {
        throw internals.domException('Unrecognized or unimplemented digest algorithm requested.', 'NotSupportedError');
      }
      let fail;
      super({
        write: (chunk) => {
          const bytes = typeof chunk === 'string' ? internals.utf8Encode(chunk) : bytesOf(chunk);
          if (bytes === undefined) {
            throw new TypeError(
              'DigestStream is a byte stream but received an object of non-ArrayBuffer/ArrayBufferView type.',
            );
          }
          this.#chunks.push(bytes.slice());
          this.#length += bytes.length;
        },
        close: () => this.#settle(internals.digest(name, concatenate(this.#chunks))),
        abort: (reason) => fail(reason),
      });
      const { promise, resolve, reject } = Promise.withResolvers();
      promise.catch(() => {});
      this.#digest = promise;
      this.#settle = resolve;
      fail = reject;
    }
    #settle;
    get digest() {
      return internals.brand(() => this.#digest);
    }
    get bytesWritten() {
      return internals.brand(() => BigInt(this.#length));
    }
  }
  internals.exposeInterface(DigestStream);
  const type = globalThis.DigestStream;
  delete globalThis.DigestStream;
  const member = { value: type, writable: true, configurable: true, enumerable: true };
  Object.defineProperty(Crypto.prototype, 'DigestStream', member);
}
