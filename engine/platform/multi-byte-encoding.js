// deferred: multiByteDecoder
// spec: https://encoding.spec.whatwg.org/#legacy-multi-byte-chinese-(simplified)-encodings
//
// Gives the function name of an encoding → its decoder (text-decoder.js), or undefined where it is no multi-byte one.
// What the bytes stand for the host knows (engine/encodings.py); it gives an isolate the tables of the encodings whose
// labels stand in the Worker's code.
(platform) => {
  'use strict';
  const { internals } = platform;
  const NAMES = ['gbk', 'gb18030', 'big5', 'euc-jp', 'iso-2022-jp', 'shift_jis', 'euc-kr'];
  const tables = internals.encodingTables?.() ?? {};
  const isIn = (byte, from, to) => byte >= from && byte <= to;

  // step(bytes, i, isLast) → [text, or undefined for an error; bytes used, 0: there must be more]
  const decoder = (step, reset) => (bytes, isLast) => {
    let text = '';
    let whole = true;
    let i = 0;
    while (i < bytes.length) {
      const [said, used] = step(bytes, i, isLast);
      if (used === 0 && !isLast) return [text, bytes.slice(i), whole];
      text += said ?? '\ufffd';
      whole &&= said !== undefined;
      i = used === 0 ? bytes.length : i + used;
    }
    if (isLast) reset?.();
    return [text, new Uint8Array(0), whole];
  };
  const MORE = [undefined, 0];
  const ascii = (byte) => [String.fromCharCode(byte), 1];
  const halfWidth = (byte) => String.fromCharCode(0xff61 - 0xa1 + byte);
  // A character that is not there is an error; an ASCII byte after the first is then read on its own.
  const pair = (text, second) => (text === undefined ? [undefined, second < 0x80 ? 1 : 2] : [text, 2]);
  // width: UTF-16 units of each place in a table; what is not there is U+FFFD.
  const at = (table, pointer, width = 1) => {
    const text = table.slice(pointer * width, pointer * width + width).replace('\0', '');
    return text === '' || text[0] === '\ufffd' ? undefined : text;
  };

  // https://encoding.spec.whatwg.org/#gb18030-decoder
  const gb18030 = ({ pairs, ranges }) => {
    const ofRanges = (pointer) => {
      if ((pointer > 39419 && pointer < 189000) || pointer > 1237575) return undefined;
      if (pointer >= 189000) return String.fromCodePoint(0x10000 + pointer - 189000);
      let place = 0;
      while (place + 2 < ranges.length && ranges[place + 2] <= pointer) place += 2;
      return String.fromCodePoint(ranges[place + 1] + pointer - ranges[place]);
    };
    return decoder((bytes, i) => {
      const [first, second, third, fourth] = bytes.subarray(i, i + 4);
      if (first < 0x80) return ascii(first);
      if (first === 0x80) return ['€', 1];
      if (first === 0xff) return [undefined, 1];
      if (second === undefined) return MORE;
      if (!isIn(second, 0x30, 0x39)) {
        const isTrail = isIn(second, 0x40, 0x7e) || isIn(second, 0x80, 0xfe);
        return pair(isTrail ? at(pairs, (first - 0x81) * 190 + second - (second < 0x7f ? 0x40 : 0x41)) : undefined, second);
      }
      if (third === undefined) return MORE;
      if (!isIn(third, 0x81, 0xfe)) return [undefined, 1];
      if (fourth === undefined) return MORE;
      if (!isIn(fourth, 0x30, 0x39)) return [undefined, 1];
      return [ofRanges((((first - 0x81) * 10 + second - 0x30) * 126 + third - 0x81) * 10 + fourth - 0x30), 4];
    });
  };

  // https://encoding.spec.whatwg.org/#big5-decoder and #euc-kr-decoder
  const pairsOnly = (lookUp) =>
    decoder((bytes, i) => {
      const [first, second] = bytes.subarray(i, i + 2);
      if (first < 0x80) return ascii(first);
      if (first === 0x80 || first === 0xff) return [undefined, 1];
      return second === undefined ? MORE : pair(lookUp(first, second), second);
    });
  const big5 = ({ pairs }) =>
    pairsOnly((first, second) =>
      isIn(second, 0x40, 0x7e) || isIn(second, 0xa1, 0xfe)
        ? at(pairs, (first - 0x81) * 157 + second - (second < 0x7f ? 0x40 : 0x62), 2)
        : undefined,
    );
  const eucKr = ({ pairs }) =>
    pairsOnly((first, second) => (isIn(second, 0x41, 0xfe) ? at(pairs, (first - 0x81) * 190 + second - 0x41) : undefined));

  // https://encoding.spec.whatwg.org/#shift_jis-decoder
  const shiftJis = ({ jis0208 }) =>
    decoder((bytes, i) => {
      const [first, second] = bytes.subarray(i, i + 2);
      if (first <= 0x80) return ascii(first);
      if (isIn(first, 0xa1, 0xdf)) return [halfWidth(first), 1];
      if (first === 0xa0 || first > 0xfc) return [undefined, 1];
      if (second === undefined) return MORE;
      if (!isIn(second, 0x40, 0x7e) && !isIn(second, 0x80, 0xfc)) return pair(undefined, second);
      const pointer = (first - (first < 0xa0 ? 0x81 : 0xc1)) * 188 + second - (second < 0x7f ? 0x40 : 0x41);
      return pair(isIn(pointer, 8836, 10715) ? String.fromCharCode(0xe000 - 8836 + pointer) : at(jis0208, pointer), second);
    });

  // https://encoding.spec.whatwg.org/#euc-jp-decoder
  const isHigh = (byte) => isIn(byte, 0xa1, 0xfe);
  const eucJp = ({ jis0208, jis0212 }) =>
    decoder((bytes, i) => {
      const [first, second, third] = bytes.subarray(i, i + 3);
      if (first < 0x80) return ascii(first);
      if (!isHigh(first) && first !== 0x8e && first !== 0x8f) return [undefined, 1];
      if (second === undefined) return MORE;
      if (first === 0x8e) return pair(isIn(second, 0xa1, 0xdf) ? halfWidth(second) : undefined, second);
      if (!isHigh(second)) return pair(undefined, second);
      if (first !== 0x8f) return pair(at(jis0208, (first - 0xa1) * 94 + second - 0xa1), second);
      if (third === undefined) return MORE;
      const text = isHigh(third) ? at(jis0212, (second - 0xa1) * 94 + third - 0xa1) : undefined;
      return [text, text === undefined && third < 0x80 ? 2 : 3];
    });

  // https://encoding.spec.whatwg.org/#iso-2022-jp-decoder
  const iso2022Jp = ({ jis0208 }) => {
    const ESCAPES = { '(B': 'ascii', '(J': 'roman', '(I': 'katakana', '$@': 'pairs', '$B': 'pairs' };
    let state = 'ascii';
    let isFresh = false; // nothing but an escape sequence was read last
    const reset = () => {
      state = 'ascii';
      isFresh = false;
    };
    return decoder((bytes, i, isLast) => {
      const [first, second, third] = bytes.subarray(i, i + 3);
      if (first === 0x1b) {
        const isCut = second === undefined || ((second === 0x28 || second === 0x24) && third === undefined);
        if (isCut && !isLast) return MORE;
        const next = ESCAPES[String.fromCharCode(second, third)];
        if (next === undefined) {
          isFresh = false;
          return [undefined, 1];
        }
        const wasFresh = isFresh;
        isFresh = true;
        state = next;
        return [wasFresh ? undefined : '', 3];
      }
      isFresh = false;
      if (state === 'katakana') return [isIn(first, 0x21, 0x5f) ? halfWidth(first + 0x80) : undefined, 1];
      if (state === 'pairs') {
        if (!isIn(first, 0x21, 0x7e)) return [undefined, 1];
        if (second === undefined) return MORE;
        if (second === 0x1b) return [undefined, 1];
        return [isIn(second, 0x21, 0x7e) ? at(jis0208, (first - 0x21) * 94 + second - 0x21) : undefined, 2];
      }
      if (first > 0x7f || first === 0x0e || first === 0x0f) return [undefined, 1];
      if (state === 'roman' && first === 0x5c) return ['¥', 1];
      if (state === 'roman' && first === 0x7e) return ['‾', 1];
      return ascii(first);
    }, reset);
  };

  const makers = { gbk: gb18030, gb18030, big5, 'euc-jp': eucJp, 'iso-2022-jp': iso2022Jp, shift_jis: shiftJis, 'euc-kr': eucKr };
  return (name) => {
    if (!NAMES.includes(name)) return undefined;
    if (tables[name] !== undefined) return makers[name](tables[name]);
    throw new Error(
      `This engine decodes ${name} only where its label stands in the Worker's code as a text of its own. Write it there: new TextDecoder("${name}")`,
    );
  };
}
