// needs: node-errors
// spec: https://nodejs.org/api/buffer.html#bufindexofvalue-byteoffset-encoding
//
// internals.bufferSearch(bytesOf): the methods of a Buffer that look for bytes. bytesOf(text, encoding) gives a text's.
(platform) => {
  'use strict';
  const { internals } = platform;
  const errors = internals.nodeErrors;
  const { indexOf: findByte, lastIndexOf: findByteBack } = Uint8Array.prototype;
  const { apply } = Reflect;

  const isAt = (buffer, wanted, at) => {
    for (let i = 1; i < wanted.length; i++) if (buffer[at + i] !== wanted[i]) return false;
    return true;
  };
  // Where a search begins: negative offsets count from the end. -1: it finds nothing.
  const beginning = (length, offset, size, isForward) => {
    if (offset < 0) {
      if (offset + length >= 0) return length + offset;
      return isForward || size === 0 ? 0 : -1;
    }
    if (offset + size <= length) return offset;
    return size === 0 ? length : isForward ? -1 : length - 1;
  };
  const find = (buffer, wanted, offset, step, isForward) => {
    const { length } = buffer;
    const first = beginning(length, offset, wanted.length, isForward);
    if (wanted.length === 0) return first;
    if (first < 0 || wanted.length > length) return -1;
    const next = isForward ? findByte : findByteBack;
    const last = length - wanted.length;
    let at = isForward ? first : Math.min(first, last);
    for (;;) {
      at = at < 0 ? -1 : apply(next, buffer, [wanted[0], at]);
      if (at < 0 || at > last) return -1;
      if (at % step === 0 && isAt(buffer, wanted, at)) return at;
      at += isForward ? 1 : -1;
    }
  };
  internals.bufferSearch = (bytesOf) => {
    const search = (buffer, value, second, third, isForward) => {
      const encoding = typeof second === 'string' ? second : third;
      let offset = typeof second === 'string' ? NaN : Math.trunc(+second);
      if (Number.isNaN(offset)) offset = isForward ? 0 : buffer.length;
      if (typeof value === 'number') return find(buffer, [value & 255], offset, 1, isForward);
      if (typeof value === 'string') {
        const isWide = /^(utf-?16le|ucs-?2)$/i.test(encoding ?? '');
        return find(buffer, bytesOf(value, encoding), offset, isWide ? 2 : 1, isForward);
      }
      if (value instanceof Uint8Array) return find(buffer, value, offset, 1, isForward);
      throw errors.wrongType('value', 'one of type number or string or an instance of Buffer or Uint8Array', value);
    };
    return {
      indexOf(value, offset, encoding) {
        return search(this, value, offset, encoding, true);
      },
      lastIndexOf(value, offset, encoding) {
        return search(this, value, offset, encoding, false);
      },
      includes(value, offset, encoding) {
        return search(this, value, offset, encoding, true) !== -1;
      },
    };
  };
}
