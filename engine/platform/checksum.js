// deferred: checksum
//
// Running checksums of compressed formats: `checksum(format)` gives { add(bytes), value() } with value an unsigned 32-bit
// number: CRC-32 (https://www.rfc-editor.org/rfc/rfc1952#section-8) for "gzip", Adler-32
// (https://www.rfc-editor.org/rfc/rfc1950#section-9) for "deflate", always 0 for "deflate-raw", which has none.
() => {
  'use strict';
  const table = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    let value = i;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    table[i] = value;
  }

  const crc = () => {
    let value = ~0;
    return {
      add(bytes) {
        for (let i = 0; i < bytes.length; i++) value = (value >>> 8) ^ table[(value ^ bytes[i]) & 255];
      },
      value: () => ~value >>> 0,
    };
  };

  const adler = () => {
    let low = 1;
    let high = 0;
    return {
      add(bytes) {
        for (let i = 0; i < bytes.length; ) {
          // 3,000 sums stay below 2 ** 31 before the remainder is taken.
          for (const end = Math.min(i + 3000, bytes.length); i < end; i++) {
            low += bytes[i];
            high += low;
          }
          low %= 65521;
          high %= 65521;
        }
      },
      value: () => ((high << 16) | low) >>> 0,
    };
  };

  return (format) => (format === 'gzip' ? crc() : format === 'deflate' ? adler() : { add() {}, value: () => 0 });
}
