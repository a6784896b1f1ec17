// deferred: keyedHash
// spec: https://csrc.nist.gov/pubs/fips/180-4/upd1/final
//
// keyedHash(key, message): HMAC-SHA-256, at once. The ids of Durable Objects are made of it. Learners hash with
// crypto.subtle, where the host computes, or with node:crypto (node-hashes.js), whose constants of six hashes take three
// times as long to make.
(platform) => {
  'use strict';
  const Bytes = Uint8Array;
  const block = 64;
  // The first 32 bits of the fractional parts of the roots of the first primes (§4.2.2 and §5.3.3).
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  const fraction = (root) => ((root - Math.floor(root)) * 0x100000000) | 0;
  const constants = primes.map((prime) => fraction(Math.cbrt(prime)));
  const initial = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  const rotate = (word, by) => (word >>> by) | (word << (32 - by));

  const hash = (message) => {
    const padded = new Bytes(Math.ceil((message.length + 9) / block) * block);
    padded.set(message);
    padded[message.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 4, message.length * 8);
    const state = [...initial];
    const words = new Int32Array(64);
    for (let start = 0; start < padded.length; start += block) {
      for (let t = 0; t < 16; t++) words[t] = view.getInt32(start + t * 4);
      for (let t = 16; t < 64; t++) {
        const before15 = words[t - 15];
        const before2 = words[t - 2];
        const small0 = rotate(before15, 7) ^ rotate(before15, 18) ^ (before15 >>> 3);
        const small1 = rotate(before2, 17) ^ rotate(before2, 19) ^ (before2 >>> 10);
        words[t] = words[t - 16] + small0 + words[t - 7] + small1;
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let t = 0; t < 64; t++) {
        const big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
        const one = (h + big1 + ((e & f) ^ (~e & g)) + constants[t] + words[t]) | 0;
        const big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
        const two = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] = (state[index] + word) | 0));
    }
    const digest = new DataView(new ArrayBuffer(32));
    state.forEach((word, index) => digest.setInt32(index * 4, word));
    return new Bytes(digest.buffer);
  };
  const joined = (first, second) => {
    const both = new Bytes(first.length + second.length);
    both.set(first);
    both.set(second, first.length);
    return both;
  };
  // https://www.rfc-editor.org/rfc/rfc2104#section-2
  return (key, message) => {
    const padded = new Bytes(block);
    padded.set(key);
    const inner = hash(joined(padded.map((byte) => byte ^ 0x36), message));
    return hash(joined(padded.map((byte) => byte ^ 0x5c), inner));
  };
}
