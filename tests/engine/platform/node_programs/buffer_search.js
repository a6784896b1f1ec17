// Runs here and in Node.js, with the modules imported; `out` is compared.
const b = Buffer.from('this is a buffer: is it?');
const wanted = ['is', 's', '', 'none', 'is it?', 105, 361, Buffer.from('is'), new Uint8Array([105, 115]), Buffer.alloc(0)];
for (const value of wanted) for (const at of [undefined, 0, 3, 6, 19, 23, 24, 30, -1, -5, -30, NaN, null, {}]) {
  out.push(b.indexOf(value, at), b.lastIndexOf(value, at), b.includes(value, at));
}
out.push(b.indexOf('6973', 'hex'), b.indexOf('aXM=', 4, 'base64'), b.lastIndexOf('6973', 'hex'));
const wide = Buffer.from('\u0041\u4100\u0041', 'utf16le');
out.push(wide.indexOf('\u4100', 0, 'utf16le'), wide.lastIndexOf('A', undefined, 'ucs2'), Buffer.alloc(0).indexOf('a'));
for (const wrong of [{}, null, true]) try { b.indexOf(wrong); } catch (e) { out.push(e.code); }
for (const rest of [[], [1], [1, 3], [1, 3, 'hex'], [1, 'hex'], ['latin1'], [7], [8]]) {
  const c = Buffer.alloc(8);
  out.push(c.write('616263\u20ac', ...rest), c.toString('hex'));
}
const c = Buffer.alloc(4);
out.push(c.write('a\u20acb', 1), c.toString('hex'), c.write('\u20ac\u20ac', 0, 3, 'utf16le'), c.toString('hex'));
try { c.write('a', 9); } catch (e) { out.push(e.code); }
try { c.write(5); } catch (e) { out.push(e.code); }
