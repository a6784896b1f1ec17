// provides: node:buffer
// needs: platform-modules base64 utf8 blob file node-errors node-buffer-numbers node-buffer-search
// spec: https://nodejs.org/api/buffer.html
//
// What Workers do with a Buffer: make one, join, compare, and change between text and bytes. The methods that read and
// write numbers are in node-buffer-numbers.js, those that look for bytes in node-buffer-search.js.
(platform) => {
  'use strict';
  const { internals } = platform;
  const errors = internals.nodeErrors;
  const encodings = {
    __proto__: null,
    utf8: 'utf8', 'utf-8': 'utf8', hex: 'hex', base64: 'base64', base64url: 'base64url', latin1: 'latin1',
    binary: 'latin1', ascii: 'ascii', utf16le: 'utf16le', 'utf-16le': 'utf16le', ucs2: 'utf16le', 'ucs-2': 'utf16le',
  };
  const encodingOf = (name) => {
    const encoding = encodings[`${name ?? 'utf8'}`.toLowerCase()];
    if (encoding !== undefined) return encoding;
    throw errors.withCode(new TypeError(`Unknown encoding: ${name}`), 'ERR_UNKNOWN_ENCODING');
  };

  const bytesOfText = (text, encoding) => {
    switch (encoding) {
      case 'utf8':
        return internals.utf8Encode(text.toWellFormed());
      case 'hex':
        return Uint8Array.fromHex(/^([\da-f]{2})*/i.exec(text)[0]);
      case 'base64':
      case 'base64url': {
        // Either alphabet, padded or not; what is in neither is passed over, and "=" ends it.
        const plain = text.replace(/=.*$/s, '').replace(/-/g, '+').replace(/_/g, '/').replace(/[^A-Za-z\d+/]/g, '');
        return Uint8Array.fromBase64(plain.length % 4 === 1 ? plain.slice(0, -1) : plain);
      }
      case 'utf16le':
        return Uint8Array.from({ length: text.length * 2 }, (_, at) => (text.charCodeAt(at >> 1) >> (at % 2 ? 8 : 0)) & 255);
      default:
        return Uint8Array.from({ length: text.length }, (_, at) => text.charCodeAt(at) & 255);
    }
  };
  const textOfBytes = (bytes, encoding) => {
    switch (encoding) {
      case 'utf8':
        return internals.utf8Decode(bytes);
      case 'hex':
        return bytes.toHex();
      case 'base64':
        return bytes.toBase64();
      case 'base64url':
        return bytes.toBase64({ alphabet: 'base64url', omitPadding: true });
    }
    let text = '';
    if (encoding === 'utf16le') {
      for (let at = 0; at + 1 < bytes.length; at += 2) text += String.fromCharCode(bytes[at] | (bytes[at + 1] << 8));
    } else for (const byte of bytes) text += String.fromCharCode(encoding === 'ascii' ? byte & 127 : byte);
    return text;
  };

  class Buffer extends Uint8Array {
    static from(value, second, third) {
      if (typeof value === 'string') return wrap(bytesOfText(value, encodingOf(second)));
      if (value instanceof ArrayBuffer) return new Buffer(value, second, third);
      if (value === null || typeof value !== 'object') {
        const kinds = 'of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object';
        throw errors.wrongType('first argument', kinds, value);
      }
      if (value.type === 'Buffer' && Array.isArray(value.data)) return wrap(Uint8Array.from(value.data));
      return wrap(Uint8Array.from(value));
    }
    static alloc(size, fill, encoding) {
      const made = new Buffer(size);
      return fill === undefined ? made : made.fill(fill, encoding);
    }
    static allocUnsafe(size) {
      return new Buffer(size);
    }
    static isBuffer(value) {
      return value instanceof Buffer;
    }
    static isEncoding(name) {
      return typeof name === 'string' && encodings[name.toLowerCase()] !== undefined;
    }
    static byteLength(value, encoding) {
      return typeof value === 'string' ? bytesOfText(value, encodingOf(encoding)).length : value.byteLength;
    }
    static concat(list, length = list.reduce((sum, one) => sum + one.length, 0)) {
      const made = new Buffer(length);
      let at = 0;
      for (const one of list) {
        made.set(one.subarray(0, Math.max(0, length - at)), at);
        at = Math.min(length, at + one.length);
      }
      return made;
    }
    static compare(one, other) {
      const shared = Math.min(one.length, other.length);
      for (let at = 0; at < shared; at++) if (one[at] !== other[at]) return one[at] < other[at] ? -1 : 1;
      return Math.sign(one.length - other.length);
    }
    toString(encoding, start = 0, end = this.length) {
      const part = new Uint8Array(this.buffer, this.byteOffset, this.length).subarray(Math.max(0, start), Math.max(0, end));
      return textOfBytes(part, encodingOf(encoding));
    }
    toJSON() {
      return { type: 'Buffer', data: Array.from(this) };
    }
    equals(other) {
      return Buffer.compare(this, other) === 0;
    }
    compare(other) {
      return Buffer.compare(this, other);
    }
    // Unlike an array's, a view of the same bytes.
    slice(start, end) {
      return this.subarray(start, end);
    }
    fill(value, ...rest) {
      if (typeof value !== 'string') return super.fill(value, ...rest);
      const bytes = bytesOfText(value, encodingOf(rest.filter((one) => typeof one === 'string').at(-1)));
      for (let at = 0; at < this.length; at++) this[at] = bytes.length === 0 ? 0 : bytes[at % bytes.length];
      return this;
    }
    // (text, encoding), (text, offset, encoding) or (text, offset, length, encoding). Half a character is not written.
    write(text, ...rest) {
      if (typeof text !== 'string') throw errors.wrongType('argument', 'of type string', text);
      const encoding = encodingOf(rest.filter((one) => typeof one === 'string')[0]);
      const [offset = 0, length = this.length - offset] = rest.filter((one) => typeof one === 'number');
      if (!(offset >= 0 && offset <= this.length)) throw errors.outOfRange('offset', `>= 0 && <= ${this.length}`, offset);
      const bytes = bytesOfText(text, encoding);
      let size = Math.min(bytes.length, length, this.length - offset);
      if (size < bytes.length && encoding === 'utf8') while (size > 0 && (bytes[size] & 0xc0) === 0x80) size--;
      if (encoding === 'utf16le') size &= ~1;
      this.set(bytes.subarray(0, size), offset);
      return size;
    }
    copy(target, at = 0, start = 0, end = this.length) {
      const part = this.subarray(start, Math.min(end, start + target.length - at));
      target.set(part, at);
      return part.length;
    }
  }
  const viewOf = (bytes) =>
    ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);
  const wrap = (bytes) => new Buffer(bytes.buffer, bytes.byteOffset, bytes.length);

  const more = { ...internals.bufferNumbers, ...internals.bufferSearch((text, name) => bytesOfText(text, encodingOf(name))) };
  for (const name of Object.keys(more)) {
    Object.defineProperty(Buffer.prototype, name, { value: more[name], writable: true, configurable: true });
  }

  // For other modules of Node.js: the bytes of a text or a view, as a Buffer where asked.
  internals.nodeBytes = { Buffer, wrap, viewOf, encodingOf, bytesOfText, textOfBytes };
  const members = {
    Buffer,
    Blob: globalThis.Blob,
    File: globalThis.File,
    atob: globalThis.atob,
    btoa: globalThis.btoa,
    constants: { MAX_LENGTH: 2 ** 53 - 1, MAX_STRING_LENGTH: 2 ** 30 - 1 },
    isAscii: (bytes) => viewOf(bytes).every((byte) => byte < 128),
    isUtf8: (bytes) => {
      const view = viewOf(bytes);
      return Buffer.compare(internals.utf8Encode(internals.utf8Decode(view)), view) === 0;
    },
  };
  internals.provideModule('node:buffer', { ...members, default: members });
}
