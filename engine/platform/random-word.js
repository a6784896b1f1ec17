// always
// deferred: randomWord
// Seeded randomness, so that the same run gives the same trace: 32 bits a call.
// https://prng.di.unimi.it/xoshiro128starstar.c (the algorithm: Blackman and Vigna)
(platform) => {
  'use strict';
  const { seed } = platform;
  let a = seed | 0;
  let b = (seed ^ 0x9e3779b9) | 0;
  let c = (seed * 0x85ebca6b) | 0;
  let d = 0x2545f491;
  const next = () => {
    const product = (b * 5) | 0;
    const word = (((product << 7) | (product >>> 25)) * 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return word;
  };
  for (let i = 0; i < 16; i++) next();
  return next;
}
