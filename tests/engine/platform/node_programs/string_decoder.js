// Runs here and in Node.js, with the modules imported; `out` is compared.
const text = Buffer.from('a\u00e9\u20ac\u{1f600}z\ufeffq');
const wrong = Buffer.from('61e282e282acf09f98ff80c3', 'hex');
for (const encoding of [undefined, 'utf8', 'UTF-8', 'utf16le', 'ucs2', 'base64', 'base64url', 'hex', 'latin1', 'ascii']) {
  for (const bytes of [text, wrong, Buffer.from('\u{1f600}x', 'utf16le')]) for (const size of [1, 2, 3, 5, 100]) {
    if (size % 2 === 1 && bytes.length === 6 && encoding?.startsWith('u')) continue; // Node.js cuts a surrogate pair there
    const decoder = new StringDecoder(encoding);
    const pieces = [];
    for (let at = 0; at < bytes.length; at += size) pieces.push(decoder.write(bytes.subarray(at, at + size)));
    out.push(decoder.encoding, pieces, decoder.end(), decoder.end(Buffer.from([0x7a])), decoder.write('as it is'));
  }
}
try { new StringDecoder('nope'); } catch (e) { out.push(e.name, e.code, e.message); }
try { new StringDecoder().write(1); } catch (e) { out.push(e.name, e.code); }
