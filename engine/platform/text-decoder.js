// provides: TextDecoder
// needs: interface utf8 encoding-labels single-byte-encoding multi-byte-encoding
// spec: https://encoding.spec.whatwg.org/#interface-textdecoder
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, exposeInterface, utf8Decode, utf8Encode } = internals;

  const refuse = (words) => {
    throw new TypeError(words);
  };
  const bytesOf = (input) => {
    if (input === undefined) return new Uint8Array(0);
    if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
    if (input instanceof ArrayBuffer || input instanceof SharedArrayBuffer) return new Uint8Array(input);
    return refuse("Failed to execute 'decode' on 'TextDecoder': parameter 1 is not of type 'Array'.");
  };
  const joined = (first, second) => {
    if (first.length === 0) return second;
    const both = new Uint8Array(first.length + second.length);
    both.set(first);
    both.set(second, first.length);
    return both;
  };

  // Each decoder: (bytes, isLast) → [text, bytes kept for later, whether all was well].

  // How many bytes at the end are the start of a character that is not there yet.
  const unfinished = (bytes) => {
    for (let back = 1; back <= 3 && back <= bytes.length; back++) {
      const byte = bytes[bytes.length - back];
      if (byte >= 0xc2) {
        const size = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : byte < 0xf5 ? 4 : 0;
        if (back >= size) return 0;
        const second = back > 1 ? bytes[bytes.length - back + 1] : undefined;
        const lower = byte === 0xe0 ? 0xa0 : byte === 0xf0 ? 0x90 : 0x80;
        const upper = byte === 0xed ? 0x9f : byte === 0xf4 ? 0x8f : 0xbf;
        return second === undefined || (second >= lower && second <= upper) ? back : 0;
      }
      if (byte < 0x80) return 0;
    }
    return 0;
  };
  const same = (first, second) => first.length === second.length && first.every((byte, index) => byte === second[index]);
  const utf8 = (bytes, isLast) => {
    const kept = isLast ? 0 : unfinished(bytes);
    const now = bytes.subarray(0, bytes.length - kept);
    const text = utf8Decode(now);
    return [text, bytes.slice(bytes.length - kept), !text.includes('\ufffd') || same(utf8Encode(text), now)];
  };

  // https://encoding.spec.whatwg.org/#shared-utf-16-decoder
  const utf16 = (isLittle) => (bytes, isLast) => {
    const units = [];
    let end = bytes.length & ~1;
    for (let i = 0; i < end; i += 2) units.push(isLittle ? bytes[i] | (bytes[i + 1] << 8) : (bytes[i] << 8) | bytes[i + 1]);
    const isHigh = (unit) => unit >= 0xd800 && unit < 0xdc00;
    if (!isLast && units.length > 0 && isHigh(units.at(-1))) {
      units.pop();
      end -= 2;
    }
    let text = '';
    for (let i = 0; i < units.length; i += 4096) text += String.fromCharCode(...units.slice(i, i + 4096));
    const isOdd = isLast && bytes.length % 2 === 1;
    const whole = text.isWellFormed() && !isOdd;
    return [text.toWellFormed() + (isOdd ? '\ufffd' : ''), isLast ? new Uint8Array(0) : bytes.slice(end), whole];
  };

  const decoderOf = (name) => {
    if (name === 'utf-8') return utf8;
    if (name === 'utf-16le' || name === 'utf-16be') return utf16(name === 'utf-16le');
    return internals.singleByteDecoder(name) ?? internals.multiByteDecoder(name);
  };

  class TextDecoder {
    #encoding;
    #fatal;
    #ignoreBOM;
    #decode;
    #kept = new Uint8Array(0);
    #atStart = true;

    constructor(label = 'utf-8', options = {}) {
      if (options === null || (typeof options !== 'object' && typeof options !== 'function')) {
        refuse("Failed to construct 'TextDecoder': constructor parameter 2 is not of type 'ConstructorOptions'.");
      }
      const written = `${label}`;
      const name = written === 'utf-8' ? written : internals.encodingOf(written);
      if (name === undefined) throw new RangeError(`"${written}" is not a valid encoding.`);
      this.#encoding = name;
      this.#fatal = Boolean(options.fatal);
      this.#ignoreBOM = Boolean(options.ignoreBOM);
      this.#decode = decoderOf(name);
    }
    get encoding() {
      return brand(() => this.#encoding);
    }
    get fatal() {
      return brand(() => this.#fatal);
    }
    get ignoreBOM() {
      return brand(() => this.#ignoreBOM);
    }
    // https://encoding.spec.whatwg.org/#dom-textdecoder-decode
    decode(input, options) {
      brand(() => this.#fatal);
      const isLast = !options?.stream;
      const bytes = joined(this.#kept, bytesOf(input));
      const [text, kept, whole] = this.#decode(bytes, isLast);
      const wasAtStart = this.#atStart;
      this.#kept = isLast ? new Uint8Array(0) : kept;
      this.#atStart = isLast || (wasAtStart && text === '');
      if (this.#fatal && !whole) {
        this.#kept = new Uint8Array(0);
        this.#atStart = true;
        throw new TypeError('Failed to decode input.');
      }
      const hasMark = wasAtStart && !this.#ignoreBOM && this.#encoding.startsWith('utf-') && text.startsWith('\ufeff');
      return hasMark ? text.slice(1) : text;
    }
  }
  exposeInterface(TextDecoder);
}
