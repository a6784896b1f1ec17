// deferred: decompressor
// needs: checksum
// spec: https://www.rfc-editor.org/rfc/rfc1951
//
// `decompressor(format)` gives { push(bytes), end() }: push gives what can be told from the bytes so far, as a list of
// Uint8Arrays. Both throw the TypeErrors of workerd.
//
// Decoding goes in small steps. A step that runs out of input throws `starved`; it is taken back to its mark, and done
// again when more has come.
(platform) => {
  'use strict';
  const { internals } = platform;
  const NativeUint8Array = Uint8Array;
  const starved = { starved: true };
  const windowSize = 32768;
  const failed = () => new TypeError('Decompression failed.');

  const lengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
  const lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
  const distanceBase = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
  const distanceExtra = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
  const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

  // A canonical Huffman code: how many codes each length has, and the symbols in the order of their codes.
  const codeOf = (lengths) => {
    const counts = new Uint16Array(16);
    for (const length of lengths) counts[length]++;
    let room = 1;
    for (let length = 1; length < 16; length++) {
      room = room * 2 - counts[length];
      if (room < 0) throw failed();
    }
    const starts = new Uint16Array(16);
    for (let length = 1; length < 15; length++) starts[length + 1] = starts[length] + counts[length];
    const symbols = new Uint16Array(lengths.length);
    lengths.forEach((length, symbol) => {
      if (length > 0) symbols[starts[length]++] = symbol;
    });
    counts[0] = 0;
    return { counts, symbols };
  };

  const fixed = () => [
    codeOf([...Array(144).fill(8), ...Array(112).fill(9), ...Array(24).fill(7), ...Array(8).fill(8)]),
    codeOf(Array(30).fill(5)),
  ];

  return (format) => {
    const check = internals.checksum(format);
    let input = new NativeUint8Array(0);
    let position = 0;
    let held = 0; // bits read and not used yet
    let heldCount = 0;
    let marked = [0, 0, 0];
    let output = new NativeUint8Array(windowSize * 2);
    let length = 0; // bytes in output, of which…
    let given = 0; // …so many have been given out
    let total = 0;
    let chunks = [];
    let isLast = false;
    let stored = 0;
    let codes;

    const mark = () => {
      marked = [position, held, heldCount];
    };
    const bits = (count) => {
      while (heldCount < count) {
        if (position === input.length) throw starved;
        held |= input[position++] << heldCount;
        heldCount += 8;
      }
      const value = held & ((1 << count) - 1);
      held >>>= count;
      heldCount -= count;
      return value;
    };
    const number = (bytes) => {
      let value = 0;
      for (let i = 0; i < bytes; i++) value += bits(8) * 256 ** i;
      return value;
    };
    const dropToByte = () => bits(heldCount % 8);

    const symbolOf = ({ counts, symbols }) => {
      let code = 0;
      let first = 0;
      let index = 0;
      for (let size = 1; size < 16; size++) {
        code |= bits(1);
        const count = counts[size];
        if (code - first < count) return symbols[index + code - first];
        index += count;
        first = (first + count) << 1;
        code <<= 1;
      }
      throw failed();
    };

    const giveOut = () => {
      if (length === given) return;
      const chunk = output.slice(given, length);
      check.add(chunk);
      total += chunk.length;
      chunks.push(chunk);
      given = length;
    };
    const put = (byte) => {
      if (length === output.length) {
        giveOut();
        output.copyWithin(0, length - windowSize, length);
        length = windowSize;
        given = windowSize;
      }
      output[length++] = byte;
    };

    // Each step gives the next one; undefined once all is done.
    const steps = {
      gzip() {
        if (bits(8) !== 0x1f || bits(8) !== 0x8b || bits(8) !== 8) throw failed();
        const flags = bits(8);
        number(6);
        if (flags & 0xe0) throw failed();
        if (flags & 4) number(number(2));
        for (const flag of [8, 16]) if (flags & flag) while (bits(8) !== 0);
        if (flags & 2) number(2);
        return steps.block;
      },
      deflate() {
        const method = bits(8);
        const flags = bits(8);
        if ((method & 15) !== 8 || method >> 4 > 7 || (method * 256 + flags) % 31 !== 0 || flags & 32) throw failed();
        return steps.block;
      },
      block() {
        const last = bits(1) === 1;
        const type = bits(2);
        if (type === 3) throw failed();
        if (type === 0) {
          dropToByte();
          stored = bits(16);
          if ((bits(16) ^ 0xffff) !== stored) throw failed();
        } else codes = type === 1 ? fixed() : dynamic();
        isLast = last;
        return type === 0 ? steps.stored : steps.codes;
      },
      stored() {
        for (; stored > 0; stored--) {
          put(bits(8));
          mark();
        }
        return isLast ? steps.trailer : steps.block;
      },
      codes() {
        for (;;) {
          mark();
          const symbol = symbolOf(codes[0]);
          if (symbol < 256) put(symbol);
          else if (symbol === 256) return isLast ? steps.trailer : steps.block;
          else repeat(symbol - 257);
        }
      },
      trailer() {
        dropToByte();
        giveOut();
        if (format === 'gzip' && (number(4) !== check.value() || number(4) !== total % 2 ** 32)) throw failed();
        if (format === 'deflate' && ((bits(8) << 24) | (bits(8) << 16) | (bits(8) << 8) | bits(8)) >>> 0 !== check.value()) {
          throw failed();
        }
        return undefined;
      },
    };
    let step = format === 'deflate-raw' ? steps.block : steps[format];

    const repeat = (index) => {
      if (index >= lengthBase.length) throw failed();
      const size = lengthBase[index] + bits(lengthExtra[index]);
      const which = symbolOf(codes[1]);
      if (which >= distanceBase.length) throw failed();
      const distance = distanceBase[which] + bits(distanceExtra[which]);
      if (distance > length) throw failed();
      for (let i = 0; i < size; i++) put(output[length - distance]);
    };

    // https://www.rfc-editor.org/rfc/rfc1951#section-3.2.7
    const dynamic = () => {
      const literals = bits(5) + 257;
      const distances = bits(5) + 1;
      const count = bits(4) + 4;
      if (literals > 286 || distances > 30) throw failed();
      const lengths = Array(19).fill(0);
      for (let i = 0; i < count; i++) lengths[lengthOrder[i]] = bits(3);
      const code = codeOf(lengths);
      const all = [];
      while (all.length < literals + distances) {
        const symbol = symbolOf(code);
        if (symbol < 16) all.push(symbol);
        else {
          if (symbol === 16 && all.length === 0) throw failed();
          const value = symbol === 16 ? all.at(-1) : 0;
          const times = symbol === 16 ? 3 + bits(2) : symbol === 17 ? 3 + bits(3) : 11 + bits(7);
          for (let i = 0; i < times; i++) all.push(value);
        }
      }
      if (all.length > literals + distances || all[256] === 0) throw failed();
      return [codeOf(all.slice(0, literals)), codeOf(all.slice(literals))];
    };

    return {
      push(bytes) {
        input = internals.concatenate([input.subarray(position), bytes]);
        position = 0;
        chunks = [];
        try {
          while (step !== undefined) {
            mark();
            step = step();
          }
        } catch (error) {
          if (error !== starved) throw error;
          [position, held, heldCount] = marked;
        }
        giveOut();
        if (step === undefined && position < input.length) {
          throw new TypeError('Trailing bytes after end of compressed data');
        }
        return chunks;
      },
      end() {
        if (step !== undefined) throw new TypeError('Called close() on a decompression stream with incomplete data');
      },
    };
  };
}
