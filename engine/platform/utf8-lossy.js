// deferred: utf8DecodeLossy
// spec: https://encoding.spec.whatwg.org/#utf-8-decoder
//
// For the rare input with mistakes in it: each becomes U+FFFD.
() => {
  'use strict';
  const { fromCharCode } = String;

  return (bytes) => {
    let text = '';
    let point = 0;
    let needed = 0;
    let lower = 0x80;
    let upper = 0xbf;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i];
      if (needed === 0) {
        if (byte < 0x80) text += fromCharCode(byte);
        else if (byte < 0xc2 || byte > 0xf4) text += '\ufffd';
        else {
          needed = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
          point = byte & (0x3f >> needed);
          if (byte === 0xe0) lower = 0xa0;
          if (byte === 0xed) upper = 0x9f;
          if (byte === 0xf0) lower = 0x90;
          if (byte === 0xf4) upper = 0x8f;
        }
      } else if (byte < lower || byte > upper) {
        text += '\ufffd';
        needed = 0;
        lower = 0x80;
        upper = 0xbf;
        i--;
      } else {
        lower = 0x80;
        upper = 0xbf;
        point = (point << 6) | (byte & 0x3f);
        if (--needed > 0) continue;
        text += point > 0xffff ? fromCharCode(0xd7c0 + (point >> 10), 0xdc00 + (point & 0x3ff)) : fromCharCode(point);
      }
    }
    return needed > 0 ? text + '\ufffd' : text;
  };
}
