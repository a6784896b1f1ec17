// provides: SubtleCrypto CryptoKey
// needs: crypto interface bytes
// mentioned by: subtle
// spec: https://w3c.github.io/webcrypto/#subtlecrypto-interface
//
// The host computes (engine/webcrypto) and keeps the keys: a CryptoKey here is a number with what it may be asked.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, exposeInterface, exposeAttributes, bytesOf } = internals;
  const { reject } = platform.promise;
  const { fromBase64 } = Uint8Array;
  const token = {};

  let stateOf;
  let isKey;
  class CryptoKey {
    #state;
    constructor(secret, state) {
      if (secret !== token) throw new TypeError('Illegal constructor');
      this.#state = state;
    }
    static {
      stateOf = (key) => brand(() => key.#state);
      isKey = (value) => typeof value === 'object' && value !== null && #state in value;
    }
  }
  exposeAttributes(CryptoKey, stateOf, ['type', 'extractable', 'algorithm', 'usages'], {});
  exposeInterface(CryptoKey);

  const bytesFrom = (text) => fromBase64.call(Uint8Array, text);
  const bufferFrom = ({ base64 }) => bytesFrom(base64).buffer;
  const keyFrom = ({ id, type, extractable, algorithm, usages }) => {
    const { publicExponent } = algorithm;
    if (publicExponent !== undefined) algorithm.publicExponent = bytesFrom(publicExponent);
    return new CryptoKey(token, { id, type, extractable, algorithm, usages });
  };
  const keysFrom = (answer) =>
    answer.id === undefined
      ? { publicKey: keyFrom(answer.publicKey), privateKey: keyFrom(answer.privateKey) }
      : keyFrom(answer);

  // A JsonWebKey as workerd makes it: every member is there, those that do not apply undefined.
  const members = 'kty use key_ops alg ext crv x y d n e p q dp dq qi oth k pub priv'.split(' ');
  const exportFrom = (answer) => {
    if (answer.base64 !== undefined) return bufferFrom(answer);
    const jwk = {};
    for (const member of members) jwk[member] = answer[member];
    return jwk;
  };

  const wrong = (method, number, type) =>
    new TypeError(`Failed to execute '${method}' on 'SubtleCrypto': parameter ${number} is not of type '${type}'.`);
  const wrongMember = (name, type) =>
    new TypeError(`Incorrect type for the '${name}' field on 'algorithm': not of type '${type}'.`);
  const base64Of = (value, method, number) => {
    const bytes = bytesOf(value);
    if (bytes === undefined) throw wrong(method, number, 'BufferSource');
    return bytes.toBase64();
  };
  const idOf = (value, method, number) => {
    if (!isKey(value)) throw wrong(method, number, 'CryptoKey');
    return stateOf(value).id;
  };

  // https://w3c.github.io/webcrypto/#algorithm-normalization-normalize-an-algorithm: {name} and the members an
  // algorithm may have, as JSON. The host says what is missing.
  const texts = ['namedCurve'];
  const numbers = ['length', 'iterations', 'modulusLength', 'saltLength', 'tagLength'];
  const buffers = ['iv', 'additionalData', 'counter', 'salt', 'info', 'label', 'publicExponent'];
  const algorithmOf = (value, method, number) => {
    if (typeof value === 'string') return { name: value };
    if (typeof value !== 'object' || value === null) throw wrong(method, number, 'Algorithm');
    if (value.name === undefined) throw new TypeError('Missing field "name" in "algorithm".');
    const algorithm = { name: `${value.name}` };
    const { hash } = value;
    if (hash !== undefined) algorithm.hash = typeof hash === 'object' && hash !== null ? `${hash.name}` : `${hash}`;
    for (const name of texts) if (value[name] !== undefined) algorithm[name] = `${value[name]}`;
    for (const name of numbers) if (value[name] !== undefined) algorithm[name] = Math.trunc(Number(value[name])) || 0;
    for (const name of buffers) {
      if (value[name] === undefined) continue;
      const bytes = bytesOf(value[name]);
      if (bytes === undefined) {
        throw wrongMember(name, 'BufferSource');
      }
      algorithm[name] = bytes.toBase64();
    }
    if (value.public !== undefined) {
      if (!isKey(value.public)) {
        throw wrongMember('public', 'CryptoKey');
      }
      algorithm.public = stateOf(value.public).id;
    }
    return algorithm;
  };
  const usagesOf = (value, method, number) => {
    if (typeof value?.[Symbol.iterator] !== 'function') throw wrong(method, number, 'Array');
    return Array.from(value, String);
  };
  const keyDataOf = (format, value, method) => {
    if (format !== 'jwk') return base64Of(value, method, 2);
    if (typeof value !== 'object' || value === null) throw wrong(method, 2, 'JsonWebKey');
    return value;
  };

  // One computation of the host: `details` may throw, and that rejects.
  const compute = (method, convert, details) => {
    try {
      const sent = details();
      return platform.operation(`crypto.${method}`, sent.algorithm?.name ?? sent.format ?? '', sent, convert);
    } catch (error) {
      return reject(error);
    }
  };
  const withKey = (method, convert, algorithm, key, data) =>
    compute(method, convert, () => ({
      algorithm: algorithmOf(algorithm, method, 1),
      key: idOf(key, method, 2),
      data: base64Of(data, method, 3),
    }));
  internals.digest = (algorithm, bytes) =>
    compute('digest', bufferFrom, () => ({ algorithm: algorithmOf(algorithm, 'digest', 1), data: bytes.toBase64() }));

  let allowed = false;
  const own = (holder) => {
    if (!(holder instanceof SubtleCrypto)) internals.refuse('this');
  };
  class SubtleCrypto {
    constructor() {
      if (!allowed) throw new TypeError('Illegal constructor');
    }
    encrypt(algorithm, key, data) {
      own(this);
      return withKey('encrypt', bufferFrom, algorithm, key, data);
    }
    decrypt(algorithm, key, data) {
      own(this);
      return withKey('decrypt', bufferFrom, algorithm, key, data);
    }
    sign(algorithm, key, data) {
      own(this);
      return withKey('sign', bufferFrom, algorithm, key, data);
    }
    verify(algorithm, key, signature, data) {
      own(this);
      return compute('verify', undefined, () => ({
        algorithm: algorithmOf(algorithm, 'verify', 1),
        key: idOf(key, 'verify', 2),
        signature: base64Of(signature, 'verify', 3),
        data: base64Of(data, 'verify', 4),
      }));
    }
    digest(algorithm, data) {
      own(this);
      return compute('digest', bufferFrom, () => ({
        algorithm: algorithmOf(algorithm, 'digest', 1),
        data: base64Of(data, 'digest', 2),
      }));
    }
    generateKey(algorithm, extractable, usages) {
      own(this);
      return compute('generateKey', keysFrom, () => ({
        algorithm: algorithmOf(algorithm, 'generateKey', 1),
        extractable: !!extractable,
        usages: usagesOf(usages, 'generateKey', 3),
      }));
    }
    deriveKey(algorithm, baseKey, derived, extractable, usages) {
      own(this);
      return compute('deriveKey', keyFrom, () => ({
        algorithm: algorithmOf(algorithm, 'deriveKey', 1),
        key: idOf(baseKey, 'deriveKey', 2),
        derived: algorithmOf(derived, 'deriveKey', 3),
        extractable: !!extractable,
        usages: usagesOf(usages, 'deriveKey', 5),
      }));
    }
    deriveBits(algorithm, baseKey, length = null) {
      own(this);
      return compute('deriveBits', bufferFrom, () => ({
        algorithm: algorithmOf(algorithm, 'deriveBits', 1),
        key: idOf(baseKey, 'deriveBits', 2),
        length: length === null ? null : Math.trunc(Number(length)) || 0,
      }));
    }
    importKey(format, keyData, algorithm, extractable, usages) {
      own(this);
      return compute('importKey', keyFrom, () => ({
        format: `${format}`,
        data: keyDataOf(`${format}`, keyData, 'importKey'),
        algorithm: algorithmOf(algorithm, 'importKey', 3),
        extractable: !!extractable,
        usages: usagesOf(usages, 'importKey', 5),
      }));
    }
    exportKey(format, key) {
      own(this);
      return compute('exportKey', exportFrom, () => ({ format: `${format}`, key: idOf(key, 'exportKey', 2) }));
    }
    wrapKey(format, key, wrappingKey, algorithm) {
      own(this);
      return compute('wrapKey', bufferFrom, () => ({
        format: `${format}`,
        wrapped: idOf(key, 'wrapKey', 2),
        key: idOf(wrappingKey, 'wrapKey', 3),
        algorithm: algorithmOf(algorithm, 'wrapKey', 4),
      }));
    }
    unwrapKey(format, wrapped, unwrappingKey, algorithm, keyAlgorithm, extractable, usages) {
      own(this);
      return compute('unwrapKey', keyFrom, () => ({
        format: `${format}`,
        data: base64Of(wrapped, 'unwrapKey', 2),
        key: idOf(unwrappingKey, 'unwrapKey', 3),
        algorithm: algorithmOf(algorithm, 'unwrapKey', 4),
        unwrapped: algorithmOf(keyAlgorithm, 'unwrapKey', 5),
        extractable: !!extractable,
        usages: usagesOf(usages, 'unwrapKey', 7),
      }));
    }
    // Workers' own: https://developers.cloudflare.com/workers/runtime-apis/web-crypto/#timingsafeequal
    timingSafeEqual(first, second) {
      own(this);
      const a = bytesOf(first);
      const b = bytesOf(second);
      if (a === undefined) throw wrong('timingSafeEqual', 1, 'BufferSource');
      if (b === undefined) throw wrong('timingSafeEqual', 2, 'BufferSource');
      if (a.length !== b.length) throw new TypeError('Input buffers must have the same byte length.');
      let difference = 0;
      for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
      return difference === 0;
    }
  }
  exposeInterface(SubtleCrypto);
  allowed = true;
  const subtle = new SubtleCrypto();
  allowed = false;
  internals.subtle = () => subtle;
}
