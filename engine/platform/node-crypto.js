// provides: node:crypto
// needs: platform-modules node-buffer node-errors node-hashes crypto subtle-crypto
// spec: https://nodejs.org/api/crypto.html
//
// Hashes and HMACs at once, random values, and the Web Crypto of the platform. An isolate cannot ask its host in the
// middle of a call, so the hashes are computed here (about a megabyte a second), and what has no small program of its
// own says so.
(platform) => {
  'use strict';
  const { internals } = platform;
  const errors = internals.nodeErrors;
  const { Buffer, wrap, viewOf, bytesOfText, encodingOf } = internals.nodeBytes;
  const { crypto } = globalThis;
  const MOST_BYTES = 2 ** 31 - 1;

  const isBytes = (value) => ArrayBuffer.isView(value);
  const bytesOf = (name, value, encoding) => {
    if (typeof value === 'string') return bytesOfText(value, encodingOf(encoding === 'buffer' ? 'utf8' : encoding));
    if (isBytes(value)) return viewOf(value);
    throw errors.wrongType(name, 'of type string or an instance of Buffer, TypedArray, or DataView', value);
  };
  const out = (bytes, encoding) => {
    const made = wrap(bytes);
    return encoding === undefined || encoding === 'buffer' ? made : made.toString(encoding);
  };
  const finalized = () => errors.withCode(new Error('Digest already called'), 'ERR_CRYPTO_HASH_FINALIZED');
  const hashNamed = (algorithm, what) => {
    if (typeof algorithm !== 'string') throw errors.wrongType(what, 'of type string', algorithm);
    return internals.nodeHashes(algorithm.toLowerCase().replace(/^rsa-|^sha-/, (one) => (one === 'sha-' ? 'sha' : '')));
  };

  class Hash {
    #hash;
    #over = false;
    constructor(algorithm, hash = hashNamed(algorithm, 'algorithm')) {
      if (hash === undefined) throw new Error('Digest method not supported');
      this.#hash = hash;
    }
    update(data, encoding) {
      if (this.#over) throw finalized();
      this.#hash.update(bytesOf('data', data, encoding));
      return this;
    }
    digest(encoding) {
      if (this.#over) throw finalized();
      this.#over = true;
      return out(this.#hash.digest(), encoding);
    }
    copy() {
      if (this.#over) throw finalized();
      return new Hash('', this.#hash.copy());
    }
  }
  // https://www.rfc-editor.org/rfc/rfc2104#section-2
  class Hmac {
    #inner;
    #outer;
    #over = false;
    constructor(algorithm, key) {
      const hash = hashNamed(algorithm, 'hmac');
      if (hash === undefined) {
        throw errors.withCode(new TypeError(`Invalid digest: ${algorithm}`), 'ERR_CRYPTO_INVALID_DIGEST');
      }
      const given = key instanceof ArrayBuffer ? new Uint8Array(key) : bytesOf('key', key);
      const padded = new Uint8Array(hash.block);
      padded.set(given.length > hash.block ? hash.copy().update(given).digest() : given);
      this.#outer = hash.copy().update(padded.map((byte) => byte ^ 0x5c));
      this.#inner = hash.update(padded.map((byte) => byte ^ 0x36));
    }
    update(data, encoding) {
      if (this.#over) throw finalized();
      this.#inner.update(bytesOf('data', data, encoding));
      return this;
    }
    // Once only: later it is empty.
    digest(encoding) {
      if (this.#over) return out(new Uint8Array(0), encoding);
      this.#over = true;
      return out(this.#outer.update(this.#inner.digest()).digest(), encoding);
    }
  }

  // What a function with an optional callback gives: to it, in a microtask, or at once.
  const given = (callback, value) => {
    if (callback === undefined) return value;
    errors.requireFunction('callback', callback);
    queueMicrotask(() => callback(null, value));
    return undefined;
  };
  const randomOf = (size) => {
    platform.requireEvent();
    return platform.randomBytes(size);
  };
  const randomBytes = (size, callback) => {
    if (typeof size !== 'number') throw errors.wrongType('size', 'of type number', size);
    if (!(size >= 0 && size <= MOST_BYTES)) throw errors.outOfRange('size', `>= 0 && <= ${MOST_BYTES}`, size);
    return given(callback, wrap(randomOf(Math.trunc(size))));
  };
  const fill = (buffer, offset = 0, size = undefined) => {
    if (!isBytes(buffer) && !(buffer instanceof ArrayBuffer)) {
      throw errors.wrongType('buf', 'an instance of ArrayBuffer, Buffer, TypedArray, or DataView', buffer);
    }
    const view = viewOf(buffer);
    errors.requireInteger('offset', offset, 0, view.length);
    const length = size ?? view.length - offset;
    errors.requireInteger('size', length, 0, view.length - offset);
    view.set(randomOf(length), offset);
    return buffer;
  };
  const randomFill = (buffer, ...rest) => {
    const callback = rest.pop();
    errors.requireFunction('callback', callback);
    given(callback, fill(buffer, ...rest));
  };
  const randomInt = (...values) => {
    const callback = typeof values.at(-1) === 'function' ? values.pop() : undefined;
    const [least, most] = values.length < 2 ? [0, values[0]] : values;
    for (const [name, value] of [['min', least], ['max', most]]) {
      if (!Number.isSafeInteger(value)) throw errors.wrongType(name, 'a safe integer', value);
    }
    const range = most - least;
    if (range <= 0) throw errors.outOfRange('max', `greater than the value of "min" (${least})`, most);
    if (range >= 2 ** 48) throw errors.outOfRange(values.length < 2 ? 'max' : 'max - min', `<= ${2 ** 48 - 1}`, range);
    const limit = 2 ** 48 - (2 ** 48 % range); // above, some values would come more often
    for (;;) {
      const drawn = wrap(randomOf(6)).readUIntBE(0, 6);
      if (drawn < limit) return given(callback, least + (drawn % range));
    }
  };
  const timingSafeEqual = (one, other) => {
    for (const [name, value] of [['buf1', one], ['buf2', other]]) {
      if (!isBytes(value) && !(value instanceof ArrayBuffer)) {
        const words = `The "${name}" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView.`;
        throw errors.withCode(new TypeError(words), 'ERR_INVALID_ARG_TYPE');
      }
    }
    const [first, second] = [viewOf(one), viewOf(other)];
    if (first.length !== second.length) {
      const words = 'Input buffers must have the same byte length';
      throw errors.withCode(new RangeError(words), 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH');
    }
    let differences = 0;
    for (let at = 0; at < first.length; at++) differences |= first[at] ^ second[at];
    return differences === 0;
  };

  const members = {
    Hash,
    Hmac,
    createHash: (algorithm) => new Hash(algorithm),
    createHmac: (algorithm, key) => new Hmac(algorithm, key),
    getHashes: () => ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'],
    hash: (algorithm, data, encoding = 'hex') => new Hash(algorithm).update(data).digest(encoding),
    randomBytes,
    randomFill,
    randomFillSync: fill,
    randomInt,
    randomUUID: () => crypto.randomUUID(),
    timingSafeEqual,
    getRandomValues: (view) => crypto.getRandomValues(view),
    webcrypto: crypto,
    subtle: crypto.subtle,
  };
  const refused =
    'createCipheriv createDecipheriv createDiffieHellman createECDH createPrivateKey createPublicKey createSecretKey createSign ' +
    'createVerify generateKey generateKeyPair generateKeyPairSync generateKeySync hkdf hkdfSync pbkdf2 pbkdf2Sync privateDecrypt ' +
    'publicEncrypt scrypt scryptSync sign verify';
  for (const name of refused.split(' ')) {
    members[name] = () => {
      throw new Error(
        `crypto.${name}() of node:crypto is not part of this engine, which has its hashes, HMACs and random values. ` +
          'Use crypto.subtle, or run this Worker with "npx wrangler dev".',
      );
    };
  }
  internals.provideModule('node:crypto', { ...members, default: members });
}
