// provides: TextEncoder
// needs: interface utf8
// spec: https://encoding.spec.whatwg.org/#interface-textencoder
(platform) => {
  'use strict';
  const { brand, exposeInterface, requireArguments, toText, utf8Encode } = platform.internals;

  class TextEncoder {
    #own = true;
    get encoding() {
      brand(() => this.#own);
      return 'utf-8';
    }
    encode(input = '') {
      brand(() => this.#own);
      return utf8Encode(toText(input));
    }
    // https://encoding.spec.whatwg.org/#dom-textencoder-encodeinto
    encodeInto(source, destination) {
      brand(() => this.#own);
      requireArguments(arguments.length, 1, "encodeInto' on 'TextEncoder", 'string');
      if (!(destination instanceof Uint8Array)) {
        throw new TypeError("Failed to execute 'encodeInto' on 'TextEncoder': parameter 2 is not of type 'Uint8Array'.");
      }
      const text = toText(source);
      let read = 0;
      let written = 0;
      for (const character of text) {
        const point = character.codePointAt(0);
        const size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        if (written + size > destination.length) break;
        if (size === 1) destination[written] = point;
        else destination.set(utf8Encode(character), written);
        written += size;
        read += character.length;
      }
      return { read, written };
    }
  }
  exposeInterface(TextEncoder);
}
