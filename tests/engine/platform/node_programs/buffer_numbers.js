// Runs here and in Node.js, with the modules imported; `out` is compared.
const tried = (f) => { try { const v = f(); return typeof v === 'bigint' ? `${v}n` : v; }
  catch (e) { return [e.name, e.code, e.message]; } };
const b = Buffer.from('fedcba98765432100123456789abcdef', 'hex');
const names = ['Int8', 'UInt8', 'Uint8'];
for (const end of ['BE', 'LE']) for (const kind of ['Int16', 'UInt16', 'Int32', 'UInt32', 'Uint32', 'BigInt64',
  'BigUInt64', 'Float', 'Double']) names.push(kind + end);
for (const name of names) {
  for (const at of [undefined, 0, 3, 8, 12, 15, 16, -1, 1.5, '1', null]) out.push(tried(() => b[`read${name}`](at)));
  for (const value of [0, 1, -1, 127, 128, -129, 65535, 65536, 2 ** 31, 2 ** 32, -(2 ** 32), 1.5, '7', NaN, 5n,
    -5n, 2n ** 64n, -(2n ** 63n) - 1n]) {
    const c = Buffer.alloc(10);
    out.push(tried(() => c[`write${name}`](value, 1)), c.toString('hex'));
  }
  out.push(tried(() => Buffer.alloc(0)[`read${name}`](0)), tried(() => Buffer.alloc(9)[`write${name}`](1, 9)));
}
for (const name of ['IntBE', 'IntLE', 'UIntBE', 'UIntLE']) for (const size of [1, 2, 3, 5, 6, 7, 0, undefined, '2']) {
  out.push(tried(() => b[`read${name}`](1, size)), tried(() => b[`read${name}`](14, size)));
  for (const value of [0, -1, 255, 2 ** 23, 2 ** 40 - 1, 2 ** 48, -(2 ** 39), -(2 ** 47) - 1, 1.7, -1.7]) {
    const c = Buffer.alloc(10);
    out.push(tried(() => c[`write${name}`](value, 2, size)), c.toString('hex'));
  }
}
for (const size of [16, 32, 64]) out.push(tried(() => Buffer.from('0123456789abcdef')[`swap${size}`]().toString()),
  tried(() => Buffer.from('abc')[`swap${size}`]()));
