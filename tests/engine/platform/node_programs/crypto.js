// Runs here and in Node.js, with the modules imported; `out` is compared.
const tried = (f) => { try { return f(); } catch (e) { return [e.name, e.code ?? 'none', e.message]; } };
const long = Buffer.from(Array.from({ length: 1000 }, (_, index) => index * 7));
for (const name of ['md5', 'sha1', 'sha224', 'sha256', 'SHA384', 'sha512', 'RSA-SHA256']) {
  for (const size of [0, 1, 55, 56, 63, 64, 65, 111, 112, 119, 127, 128, 129, 1000])
    out.push(crypto.createHash(name).update(long.subarray(0, size)).digest('hex'));
  const hash = crypto.createHash(name);
  for (let at = 0; at < 300; at += 37) hash.update(long.subarray(at, at + 37));
  out.push(hash.copy().update('more').digest('base64'), hash.digest().toString('base64url'));
  for (const size of [0, 5, 64, 65, 128, 129, 300])
    out.push(crypto.createHmac(name, long.subarray(0, size)).update('text').update(long).digest('hex'));
}
out.push(crypto.createHash('sha256').update('\u00e9').update('6869', 'hex').update(new Uint16Array([1, 2])).digest('latin1'));
out.push(crypto.createHmac('sha256', 'key').update('a').digest() instanceof Buffer);
const over = crypto.createHash('md5');
over.digest();
const done = crypto.createHmac('md5', 'k');
done.digest();
out.push(tried(() => over.update('x')), tried(() => over.digest()), tried(() => over.copy()), done.digest('hex'), tried(() => done.update('x')));
out.push(tried(() => crypto.createHash('nope'))[2], tried(() => crypto.createHmac('nope', 'k')));
for (const wrong of [5, null, undefined, [1]]) out.push(tried(() => crypto.createHash('md5').update(wrong)));
const [a, b] = [Buffer.from('same'), new Uint8Array(Buffer.from('same'))];
out.push(crypto.timingSafeEqual(a, b), crypto.timingSafeEqual(a, Buffer.from('sane')));
out.push(tried(() => crypto.timingSafeEqual(a, Buffer.from('x'))), tried(() => crypto.timingSafeEqual('a', b)));
out.push(crypto.randomBytes(20).length, crypto.randomBytes(0).length, Buffer.isBuffer(crypto.randomBytes(1)));
await new Promise((resolve) => crypto.randomBytes(4, (error, bytes) => { out.push(error, bytes.length); resolve(); }));
out.push(tried(() => crypto.randomBytes(-1))[1], tried(() => crypto.randomBytes('4')), tried(() => crypto.randomInt(0)));
const drawn = Array.from({ length: 50 }, () => crypto.randomInt(3, 6));
out.push(drawn.every((n) => n >= 3 && n < 6), new Set(drawn).size, crypto.randomInt(1), crypto.randomFillSync(new Uint8Array(3)).length);
out.push(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(crypto.randomUUID()));
out.push(Buffer.from(await crypto.subtle.digest('SHA-256', a)).toString('hex'), crypto.webcrypto.subtle === crypto.subtle);
