// needs: percent-encoding percent-decode
// spec: https://url.spec.whatwg.org/#host-parsing
//
// A host is kept as its serialization: "example.com", "127.0.0.1", "[::1]". What cannot be a host is null.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { percentEncode, percentEncodeSets } = internals;
  const { fromCodePoint } = String;
  const NativeRegExp = RegExp;

  // https://url.spec.whatwg.org/#concept-host-parser
  internals.parseHost = (text, special) => {
    if (text[0] === '[') return text.endsWith(']') ? parseIPv6(text.slice(1, -1)) : null;
    if (!special) return /[\0\t\n\r #/:<>?@[\\\]^|]/.test(text) ? null : percentEncode(text, percentEncodeSets.control);
    const domain = domainToASCII(internals.percentDecode(text));
    if (!domain || /[\0- #%/:<>?@[\\\]^|\x7f]/.test(domain)) return null;
    return /(^|\.)(\d+|0x[\da-f]*)\.?$/.test(domain) ? parseIPv4(domain) : domain;
  };

  // https://url.spec.whatwg.org/#concept-ipv4-parser
  const parseIPv4 = (text) => {
    const parts = text.replace(/\.$/, '').split('.');
    if (parts.length > 4) return null;
    let address = 0;
    for (let i = 0; i < parts.length; i++) {
      const [, hex, octal, decimal] = /^(?:0x([\da-f]*)|0([0-7]*)|([1-9]\d*))$/.exec(parts[i]) ?? [];
      const value = hex !== undefined ? Number('0x0' + hex) : octal !== undefined ? Number('0o0' + octal) : Number(decimal);
      const last = i === parts.length - 1;
      const limit = last ? 256 ** (5 - parts.length) : 256;
      if (!(value < limit)) return null;
      address += last ? value : value * 256 ** (3 - i);
    }
    return [24, 16, 8, 0].map((shift) => (address / 2 ** shift) & 255).join('.');
  };

  // https://url.spec.whatwg.org/#concept-ipv6-parser, by splitting at "::" where the spec walks.
  const parseIPv6 = (text) => {
    const digits = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
    if (digits) {
      const bytes = digits.slice(2);
      if (bytes.some((byte) => byte > 255 || /^0./.test(byte))) return null;
      const pair = (high, low) => (high * 256 + +low).toString(16);
      text = digits[1] + pair(bytes[0], bytes[1]) + ':' + pair(bytes[2], bytes[3]);
    }
    const halves = text.split('::');
    if (halves.length > 2) return null;
    const [head, tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
    const missing = 8 - head.length - tail.length;
    if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
    const pieces = [...head, ...Array(missing).fill('0'), ...tail];
    if (!pieces.every((piece) => /^[\da-f]{1,4}$/i.test(piece))) return null;
    return '[' + serializeIPv6(pieces.map((piece) => parseInt(piece, 16).toString(16))) + ']';
  };

  // https://url.spec.whatwg.org/#concept-ipv6-serializer: the first longest run of two zeros or more becomes "::".
  const serializeIPv6 = (pieces) => {
    const runs = (':' + pieces.join(':')).match(/(:0)+(?![\da-f])/g) ?? [];
    const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), ':0');
    const text = ':' + pieces.join(':');
    if (longest === ':0') return text.slice(1);
    const at = text.search(new NativeRegExp(longest + '(?![\\da-f])'));
    const [before, after] = [text.slice(1, at), text.slice(at + longest.length + 1)];
    return (at === 0 ? '' : before) + '::' + after;
  };

  // https://url.spec.whatwg.org/#concept-domain-to-ascii. Gives null for a domain that has no ASCII form.
  // UTS #46's mapping table is closely NFKC with case folded, less what is to be ignored.
  const domainToASCII = (domain) => {
    if (/^[\0-\x7f]*$/.test(domain)) {
      domain = domain.toLowerCase();
      if (!/(^|\.)xn--/.test(domain)) return domain;
    }
    const labels = map(domain).split('.').map(labelToASCII);
    return labels.includes(null) ? null : labels.join('.');
  };
  const map = (text) =>
    text
      .replace(/[\xad\u034f\u180b-\u180d\u180f\u200b\u2060\u2064\ufe00-\ufe0f\ufeff]/g, '')
      .normalize('NFKC')
      .replaceAll('\u03a3', '\u03c3')
      .toLowerCase()
      .normalize('NFKC')
      .replace(/[\u3002\uff0e\uff61]/g, '.');

  const labelToASCII = (label) => {
    if (label.startsWith('xn--')) {
      const decoded = punycodeDecode(label.slice(4));
      const good = decoded !== null && !/^[\0-\x7f]*$/.test(decoded) && decoded === map(decoded) && isValid(decoded);
      return good ? label : null;
    }
    if (/^[\0-\x7f]*$/.test(label)) return label;
    return isValid(label) ? 'xn--' + punycodeEncode(label) : null;
  };
  // Made here, not as literals: these tables are large, and few isolates meet such a host.
  const isValid = (label) =>
    !new NativeRegExp('^\\p{M}|[\\p{Cc}\\p{Cn}\\p{Co}\\p{Cs}\\p{Z}\ufffd]|(?![\u200c\u200d])\\p{Cf}', 'u').test(label);

  // https://www.rfc-editor.org/rfc/rfc3492#section-6
  const adapt = (delta, count, first) => {
    delta = Math.floor(delta / (first ? 700 : 2));
    delta += Math.floor(delta / count);
    let k = 0;
    for (; delta > 455; k += 36) delta = Math.floor(delta / 35);
    return k + Math.floor((36 * delta) / (delta + 38));
  };
  const threshold = (k, bias) => Math.min(26, Math.max(1, k - bias));

  const punycodeEncode = (label) => {
    const points = Array.from(label, (character) => character.codePointAt(0));
    let output = label.replace(/[^\0-\x7f]/g, '');
    const basic = output.length;
    if (basic > 0) output += '-';
    let [handled, current, delta, bias] = [basic, 128, 0, 72];
    while (handled < points.length) {
      const next = Math.min(...points.filter((point) => point >= current));
      delta += (next - current) * (handled + 1);
      current = next;
      for (const point of points) {
        if (point < current) delta++;
        if (point !== current) continue;
        let quotient = delta;
        for (let k = 36; ; k += 36) {
          const limit = threshold(k, bias);
          if (quotient < limit) break;
          output += (limit + ((quotient - limit) % (36 - limit))).toString(36).replace(/./, rotate);
          quotient = Math.floor((quotient - limit) / (36 - limit));
        }
        output += rotate(quotient.toString(36));
        bias = adapt(delta, handled + 1, handled === basic);
        delta = 0;
        handled++;
      }
      delta++;
      current++;
    }
    return output;
  };

  // Punycode counts a..z, 0..9 where base 36 counts 0..9, a..z.
  const counting = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const rotate = (digit) => counting[parseInt(digit, 36)];

  const punycodeDecode = (text) => {
    const basic = Math.max(0, text.lastIndexOf('-'));
    const output = [...text.slice(0, basic)];
    let [index, current, bias] = [0, 128, 72];
    for (let i = basic > 0 ? basic + 1 : 0; i < text.length; ) {
      const before = index;
      for (let weight = 1, k = 36; ; k += 36) {
        const digit = i < text.length ? counting.indexOf(text[i++]) : -1;
        if (digit < 0) return null;
        index += digit * weight;
        const limit = threshold(k, bias);
        if (digit < limit) break;
        weight *= 36 - limit;
      }
      const count = output.length + 1;
      bias = adapt(index - before, count, before === 0);
      current += Math.floor(index / count);
      index %= count;
      if (current > 0x10ffff) return null;
      output.splice(index++, 0, fromCodePoint(current));
    }
    return output.join('');
  };
}
