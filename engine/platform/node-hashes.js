// deferred: nodeHashes
// spec: https://csrc.nist.gov/pubs/fips/180-4/upd1/final and https://www.rfc-editor.org/rfc/rfc1321
//
// nodeHashes(name): a hash that is computed in the isolate, at once; undefined for a name that is none. It has `block`,
// `size` (bytes), `update(bytes)`, `digest()` and `copy()`. The host is not asked: only crypto.subtle can wait for it.
(platform) => {
  'use strict';
  const rotate = (word, by) => (word >>> by) | (word << (32 - by));

  // The first 64 bits of the fractional parts of the roots of the first primes: SHA-384 and -512 take them whole, SHA-256
  // their upper halves, SHA-224 lower ones (§4.2 and §5.3).
  const primes = [];
  for (let n = 2; primes.length < 80; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  const fraction = (prime, power) => {
    const n = BigInt(prime) << BigInt(64 * power);
    let root = BigInt(Math.ceil((prime ** (1 / power) + 1e-12) * 2 ** 32)) << 32n; // a little above, for Newton
    for (;;) {
      const next = power === 2 ? (root + n / root) / 2n : (2n * root + n / (root * root)) / 3n;
      if (next >= root) return BigInt.asUintN(64, root);
      root = next;
    }
  };
  const upper = (number) => Number(number >> 32n) | 0;
  const lower = (number) => Number(number & 0xffffffffn) | 0;
  const cubes = primes.map((prime) => fraction(prime, 3));
  const squares = primes.slice(0, 16).map((prime) => fraction(prime, 2));
  const pairs = (numbers) => numbers.flatMap((number) => [upper(number), lower(number)]);
  const constants = Int32Array.from(cubes, upper);
  const lowConstants = Int32Array.from(cubes, lower);

  const sha256 = (state, view, at) => {
    const words = new Int32Array(64);
    for (let t = 0; t < 16; t++) words[t] = view.getInt32(at + t * 4);
    for (let t = 16; t < 64; t++) {
      const fifteen = words[t - 15];
      const two = words[t - 2];
      const small0 = rotate(fifteen, 7) ^ rotate(fifteen, 18) ^ (fifteen >>> 3);
      const small1 = rotate(two, 17) ^ rotate(two, 19) ^ (two >>> 10);
      words[t] = words[t - 16] + small0 + words[t - 7] + small1;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 64; t++) {
      const one = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + constants[t] + words[t]) | 0;
      const two = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] += word));
  };

  const sha1 = (state, view, at) => {
    const words = new Int32Array(80);
    for (let t = 0; t < 16; t++) words[t] = view.getInt32(at + t * 4);
    for (let t = 16; t < 80; t++) words[t] = rotate(words[t - 3] ^ words[t - 8] ^ words[t - 14] ^ words[t - 16], 31);
    let [a, b, c, d, e] = state;
    for (let t = 0; t < 80; t++) {
      const mixed = t < 20 ? (b & c) ^ (~b & d) : t < 40 || t >= 60 ? b ^ c ^ d : (b & c) ^ (b & d) ^ (c & d);
      const constant = t < 20 ? 0x5a827999 : t < 40 ? 0x6ed9eba1 : t < 60 ? 0x8f1bbcdc : 0xca62c1d6;
      const next = (rotate(a, 27) + mixed + e + constant + words[t]) | 0;
      e = d;
      d = c;
      c = rotate(b, 2);
      b = a;
      a = next;
    }
    [a, b, c, d, e].forEach((word, index) => (state[index] += word));
  };

  const sines = Int32Array.from({ length: 64 }, (_, t) => Math.floor(Math.abs(Math.sin(t + 1)) * 2 ** 32));
  const turns = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
  const md5 = (state, view, at) => {
    let [a, b, c, d] = state;
    for (let t = 0; t < 64; t++) {
      const round = t >> 4;
      const mixed = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const word = round === 0 ? t : round === 1 ? (5 * t + 1) % 16 : round === 2 ? (3 * t + 5) % 16 : (7 * t) % 16;
      const sum = (a + mixed + sines[t] + view.getInt32(at + word * 4, true)) | 0;
      a = d;
      d = c;
      c = b;
      b = (b + rotate(sum, 32 - turns[round][t % 4])) | 0;
    }
    [a, b, c, d].forEach((word, index) => (state[index] += word));
  };

  // 64-bit words as pairs of 32 bits, the upper one first.
  const sha512 = (state, view, at) => {
    const high = new Int32Array(80);
    const low = new Int32Array(80);
    // The pair that is being summed up, and what adds another to it.
    let sumHigh = 0;
    let sumLow = 0;
    const add = (oneHigh, oneLow) => {
      const total = (sumLow >>> 0) + (oneLow >>> 0);
      sumLow = total | 0;
      sumHigh = (sumHigh + oneHigh + (total > 0xffffffff ? 1 : 0)) | 0;
    };
    for (let t = 0; t < 16; t++) {
      high[t] = view.getInt32(at + t * 8);
      low[t] = view.getInt32(at + t * 8 + 4);
    }
    for (let t = 16; t < 80; t++) {
      const [h15, l15, h2, l2] = [high[t - 15], low[t - 15], high[t - 2], low[t - 2]];
      sumHigh = high[t - 16];
      sumLow = low[t - 16];
      add(high[t - 7], low[t - 7]);
      add(
        ((h15 >>> 1) | (l15 << 31)) ^ ((h15 >>> 8) | (l15 << 24)) ^ (h15 >>> 7),
        ((l15 >>> 1) | (h15 << 31)) ^ ((l15 >>> 8) | (h15 << 24)) ^ ((l15 >>> 7) | (h15 << 25)),
      );
      add(
        ((h2 >>> 19) | (l2 << 13)) ^ ((l2 >>> 29) | (h2 << 3)) ^ (h2 >>> 6),
        ((l2 >>> 19) | (h2 << 13)) ^ ((h2 >>> 29) | (l2 << 3)) ^ ((l2 >>> 6) | (h2 << 26)),
      );
      high[t] = sumHigh;
      low[t] = sumLow;
    }
    const work = Int32Array.from(state); // a to h, two places each
    for (let t = 0; t < 80; t++) {
      const [ah, al, bh, bl, ch, cl, dh, dl, eh, el, fh, fl, gh, gl, hh, hl] = work;
      sumHigh = hh;
      sumLow = hl;
      add(
        ((eh >>> 14) | (el << 18)) ^ ((eh >>> 18) | (el << 14)) ^ ((el >>> 9) | (eh << 23)),
        ((el >>> 14) | (eh << 18)) ^ ((el >>> 18) | (eh << 14)) ^ ((eh >>> 9) | (el << 23)),
      );
      add((eh & fh) ^ (~eh & gh), (el & fl) ^ (~el & gl));
      add(constants[t], lowConstants[t]);
      add(high[t], low[t]);
      const [oneHigh, oneLow] = [sumHigh, sumLow];
      add(dh, dl);
      work.copyWithin(2, 0, 14);
      work[8] = sumHigh;
      work[9] = sumLow;
      sumHigh = oneHigh;
      sumLow = oneLow;
      add(
        ((ah >>> 28) | (al << 4)) ^ ((al >>> 2) | (ah << 30)) ^ ((al >>> 7) | (ah << 25)),
        ((al >>> 28) | (ah << 4)) ^ ((ah >>> 2) | (al << 30)) ^ ((ah >>> 7) | (al << 25)),
      );
      add((ah & bh) ^ (ah & ch) ^ (bh & ch), (al & bl) ^ (al & cl) ^ (bl & cl));
      work[0] = sumHigh;
      work[1] = sumLow;
    }
    for (let index = 0; index < 16; index += 2) {
      sumHigh = state[index];
      sumLow = state[index + 1];
      add(work[index], work[index + 1]);
      state[index] = sumHigh;
      state[index + 1] = sumLow;
    }
  };

  const chained = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]; // MD5's, and the first of SHA-1's
  const kinds = {
    __proto__: null,
    md5: { step: md5, start: chained, block: 64, size: 16, isLittle: true },
    sha1: { step: sha1, start: [...chained, 0xc3d2e1f0], block: 64, size: 20 },
    sha224: { step: sha256, start: squares.slice(8).map(lower), block: 64, size: 28 },
    sha256: { step: sha256, start: squares.slice(0, 8).map(upper), block: 64, size: 32 },
    sha384: { step: sha512, start: pairs(squares.slice(8)), block: 128, size: 48 },
    sha512: { step: sha512, start: pairs(squares.slice(0, 8)), block: 128, size: 64 },
  };

  class Hash {
    #kind;
    #state;
    #rest; // bytes that fill no block yet
    #length;
    constructor(kind, state = Int32Array.from(kind.start), rest = new Uint8Array(0), length = 0) {
      [this.#kind, this.#state, this.#rest, this.#length] = [kind, state, rest, length];
    }
    get block() {
      return this.#kind.block;
    }
    get size() {
      return this.#kind.size;
    }
    copy() {
      return new Hash(this.#kind, this.#state.slice(), this.#rest, this.#length);
    }
    update(bytes) {
      const { block, step } = this.#kind;
      let all = bytes;
      if (this.#rest.length > 0) {
        all = new Uint8Array(this.#rest.length + bytes.length);
        all.set(this.#rest);
        all.set(bytes, this.#rest.length);
      }
      const view = new DataView(all.buffer, all.byteOffset, all.length);
      let at = 0;
      for (; at + block <= all.length; at += block) step(this.#state, view, at);
      this.#rest = all.slice(at);
      this.#length += bytes.length;
      return this;
    }
    digest() {
      const { block, size, isLittle = false } = this.#kind;
      const length = this.#length;
      const tail = block / 8; // bytes that hold the length, in bits
      const padding = new Uint8Array(block - ((length + tail) % block) + tail);
      padding[0] = 0x80;
      const view = new DataView(padding.buffer);
      const end = padding.length;
      view.setUint32(isLittle ? end - 8 : end - 4, (length * 8) % 2 ** 32, isLittle);
      view.setUint32(isLittle ? end - 4 : end - 8, Math.floor(length / 2 ** 29), isLittle);
      this.update(padding);
      const made = new DataView(new ArrayBuffer(this.#state.length * 4));
      this.#state.forEach((word, index) => made.setInt32(index * 4, word, isLittle));
      return new Uint8Array(made.buffer, 0, size);
    }
  }
  return (name) => (kinds[name] === undefined ? undefined : new Hash(kinds[name]));
}
