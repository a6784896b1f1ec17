// Runs here and in Node.js, with the modules imported; `out` is compared.
const tried = (f) => { try { return f(); } catch (e) { return [e.name, e.code]; } };
const texts = ['http://user:pass@Sub.Example.com:8080/p/a/t/h?query=string&a=1#hash', '/a/b?x=1', 'a/b', '?q', '#h',
  '//host/path', 'mailto:ada@example.com', 'javascript:alert(1)', 'http:example.com/x', 'https://example.com',
  'HTTP://EXAMPLE.com?x', 'http://[::1]:3000/a', 'http://a.com\\b\\c?d\\e', ' http://trim.me/ ', 'http://a.com/a b{c}',
  'http://a.com/"x"', 'file:///etc/passwd', 'file:/etc', 'ws://a/b', 'custom://host/x', 'custom:opaque', '', 'x:1/y',
  'http://a@b@c/', 'http://a.com:/x', 'http://b\u00fccher.de/\u00fc', '/path#a#b', 'http://a.com/p?a=1?b=2'];
for (const text of texts) for (const more of [[], [true], [false, true]]) out.push(tried(() => {
  const { query, ...rest } = url.parse(text, ...more);
  return [{ ...rest }, query === null || typeof query === 'string' ? query : { ...query }];
}));
for (const text of texts) out.push(tried(() => url.format(text)));
for (const parts of [{ protocol: 'https', host: 'a.com:1', pathname: 'x', query: { a: [1, 2], b: 'c d' } },
  { hostname: 'a.com', port: 80, protocol: 'http:' }, { pathname: '/a?b#c', search: 'x#y', hash: 'h' }, {},
  { protocol: 'mailto', auth: 'a:b', host: 'c' }, { slashes: true, host: 'h', pathname: 'p' },
  { protocol: 'file', pathname: '/x' }, { hostname: '::1', protocol: 'http', search: '?', query: { z: 1 } }])
  out.push(url.format(parts));
const full = new URL('https://u:p@example.com:8443/a%20b?c=d#e');
out.push(url.format(full), url.format(full, { auth: false, fragment: false, search: false }));
out.push({ ...url.urlToHttpOptions(full) });
for (const [from, to] of [['/one/two/three', 'four'], ['http://example.com/', '/one'], ['http://a.com/b/c', '../d?e#f'],
  ['http://a.com/', '//b.com/x'], ['http://a.com/b', 'https://c/'], ['/one', '?q']]) out.push(url.resolve(from, to));
for (const text of ['file:///a/b%20c', 'file:///', 'http://x/', 'file://host/a', 'file:///a%2Fb', 5, new URL('file:///%C3%BC')])
  out.push(tried(() => url.fileURLToPath(text)));
for (const path of ['/a b', '/a/../b/', '/50%?#.txt', '/\u00fc', '/a\b']) out.push(url.pathToFileURL(path).href);
out.push(url.domainToASCII('espa\u00f1ol.com'), url.domainToASCII('xn--i\u00f1valid.com'), url.URL === URL, tried(() => url.parse(1)));
