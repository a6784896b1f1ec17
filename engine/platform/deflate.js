// deferred: compressor
// needs: checksum
// spec: https://www.rfc-editor.org/rfc/rfc1951
//
// `compressor(format)` gives { push(bytes), end() }, both giving a list of Uint8Arrays. A block is written for every
// 32 kB, and for the rest at the end, in whichever of the three kinds of block is the shortest.
(platform) => {
  'use strict';
  const { internals } = platform;
  const NativeUint8Array = Uint8Array;
  const blockSize = 32768;
  const longestMatch = 258;
  const chainLimit = 128;

  const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  const extraOfLength = (index) => (index < 8 || index === 28 ? 0 : (index >> 2) - 1);
  const extraOfDistance = (index) => (index < 4 ? 0 : (index >> 1) - 1);

  // Bases of the codes for lengths and distances, and the code of each length.
  const basesFrom = (first, count, extra) => {
    const bases = [first];
    for (let i = 1; i < count; i++) bases.push(bases[i - 1] + 2 ** extra(i - 1));
    return bases;
  };
  const lengthBases = basesFrom(3, 28, extraOfLength);
  lengthBases.push(258);
  const distanceBases = basesFrom(1, 30, extraOfDistance);
  const indexOf = (bases, value) => {
    let low = 0;
    let high = bases.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (bases[middle] <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const lengthIndexes = new NativeUint8Array(longestMatch + 1).map((_, length) => indexOf(lengthBases, length));

  // Lengths of Huffman codes for the frequencies, none longer than `limit`: when one would be, the rare are made less
  // rare and the tree is built again.
  const lengthsFor = (frequencies, limit) => {
    const lengths = Array(frequencies.length).fill(0);
    let weights = frequencies.slice();
    for (;;) {
      const nodes = [];
      weights.forEach((weight, symbol) => {
        if (weight > 0) nodes.push({ weight, symbols: [symbol] });
      });
      if (nodes.length === 1) lengths[nodes[0].symbols[0]] = 1;
      lengths.fill(0, 0, nodes.length > 1 ? lengths.length : 0);
      nodes.sort((a, b) => a.weight - b.weight);
      const merged = [];
      const take = () => (merged.length === 0 || (nodes.length > 0 && nodes[0].weight <= merged[0].weight) ? nodes : merged).shift();
      while (nodes.length + merged.length > 1) {
        const [a, b] = [take(), take()];
        const symbols = a.symbols.concat(b.symbols);
        for (const symbol of symbols) lengths[symbol]++;
        merged.push({ weight: a.weight + b.weight, symbols });
      }
      if (Math.max(...lengths) <= limit) return lengths;
      weights = weights.map((weight) => (weight > 0 ? (weight >> 1) | 1 : 0));
    }
  };

  // The canonical codes of the lengths, their bits turned round, as they are written.
  const codesOf = (lengths) => {
    let code = 0;
    const codes = Array(lengths.length).fill(0);
    for (let size = 1; size < 16; size++) {
      for (let symbol = 0; symbol < lengths.length; symbol++) {
        if (lengths[symbol] !== size) continue;
        let turned = 0;
        for (let bit = 0; bit < size; bit++) turned |= ((code >> bit) & 1) << (size - 1 - bit);
        codes[symbol] = turned;
        code++;
      }
      code <<= 1;
    }
    return codes;
  };

  // What a block is made of: literals as 0…255, repetitions as 256 + length + 512 * distance. Chosen as zlib chooses at
  // its usual level (nothing is repeated from the very first byte, nor three bytes from far away), so that short texts
  // come out as long as they do in production.
  const tokensOf = (bytes) => {
    const tokens = [];
    const heads = new Int32Array(32768).fill(-1);
    const before = new Int32Array(bytes.length);
    const hashAt = (i) => ((bytes[i] << 10) ^ (bytes[i + 1] << 5) ^ bytes[i + 2]) & 32767;
    const remember = (i) => {
      if (i + 2 >= bytes.length) return;
      const hash = hashAt(i);
      before[i] = heads[hash];
      heads[hash] = i;
    };
    const longestAt = (i) => {
      let best = 2;
      let distance = 0;
      if (i + 2 >= bytes.length) return [0, 0];
      const most = Math.min(longestMatch, bytes.length - i);
      for (let from = heads[hashAt(i)], tries = chainLimit; from > 0 && tries > 0; from = before[from], tries--) {
        if (bytes[from + best] !== bytes[i + best]) continue;
        let size = 0;
        while (size < most && bytes[from + size] === bytes[i + size]) size++;
        if (size > best) {
          best = size;
          distance = i - from;
          if (size === most) break;
        }
      }
      return distance === 0 || (best === 3 && distance > 4096) ? [0, 0] : [best, distance];
    };
    for (let i = 0; i < bytes.length; ) {
      const [size, distance] = longestAt(i);
      remember(i);
      // A longer repetition that begins one byte later is worth a literal.
      if (size === 0 || (size < 16 && longestAt(i + 1)[0] > size)) {
        tokens.push(bytes[i++]);
        continue;
      }
      tokens.push(256 + size + 512 * distance);
      for (let end = i++ + size; i < end; i++) remember(i);
    }
    return tokens;
  };

  const fixedLengths = [
    [...Array(144).fill(8), ...Array(112).fill(9), ...Array(24).fill(7), ...Array(8).fill(8)],
    Array(30).fill(5),
  ];

  // https://www.rfc-editor.org/rfc/rfc1951#section-3.2.7: both lists of lengths, repeated ones shortened: [symbol, extra
  // bits, how many].
  const packLengths = (lengths) => {
    const packed = [];
    for (let i = 0; i < lengths.length; ) {
      let run = 1;
      while (lengths[i + run] === lengths[i]) run++;
      if (lengths[i] === 0 && run >= 3) {
        run = Math.min(run, 138);
        packed.push(run < 11 ? [17, run - 3, 3] : [18, run - 11, 7]);
        i += run;
        continue;
      }
      packed.push([lengths[i++], 0, 0]);
      for (run--; run >= 3; run -= Math.min(run, 6)) {
        packed.push([16, Math.min(run, 6) - 3, 2]);
        i += Math.min(run, 6);
      }
    }
    return packed;
  };

  return (format) => {
    const check = internals.checksum(format);
    let pending = new NativeUint8Array(0);
    let total = 0;
    let output = [];
    let held = 0;
    let heldCount = 0;

    const put = (value, count) => {
      held |= value << heldCount;
      heldCount += count;
      for (; heldCount >= 8; heldCount -= 8) {
        output.push(held & 255);
        held >>>= 8;
      }
    };
    const fillByte = () => put(0, (8 - heldCount) % 8);
    const putBytes = (value, count) => {
      for (let i = 0; i < count; i++) put((value >>> (8 * i)) & 255, 8);
    };

    if (format === 'gzip') output.push(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);
    if (format === 'deflate') output.push(0x78, 0x9c);

    const sizeOf = (frequencies, lengths, extra) =>
      frequencies.reduce((sum, frequency, symbol) => sum + frequency * (lengths[symbol] + extra(symbol)), 0);

    const writeTokens = (tokens, lengths) => {
      const [literals, distances] = lengths.map(codesOf);
      for (const token of tokens) {
        if (token < 256) {
          put(literals[token], lengths[0][token]);
          continue;
        }
        const size = (token - 256) % 512;
        const distance = Math.floor((token - 256) / 512);
        const sizeIndex = lengthIndexes[size];
        put(literals[257 + sizeIndex], lengths[0][257 + sizeIndex]);
        put(size - lengthBases[sizeIndex], extraOfLength(sizeIndex));
        const distanceIndex = indexOf(distanceBases, distance);
        put(distances[distanceIndex], lengths[1][distanceIndex]);
        put(distance - distanceBases[distanceIndex], extraOfDistance(distanceIndex));
      }
      put(literals[256], lengths[0][256]);
    };

    const writeBlock = (bytes, last) => {
      const tokens = tokensOf(bytes);
      const literals = Array(286).fill(0);
      const distances = Array(30).fill(0);
      literals[256] = 1;
      for (const token of tokens) {
        if (token < 256) literals[token]++;
        else {
          literals[257 + lengthIndexes[(token - 256) % 512]]++;
          distances[indexOf(distanceBases, Math.floor((token - 256) / 512))]++;
        }
      }
      const lengths = [lengthsFor(literals, 15), lengthsFor(distances, 15)];
      if (!lengths[1].some((length) => length > 0)) lengths[1][0] = 1;
      const trimmed = lengths.map((list, i) => list.slice(0, Math.max(i === 0 ? 257 : 1, list.map((length) => length > 0).lastIndexOf(true) + 1)));
      const packed = packLengths([...trimmed[0], ...trimmed[1]]);
      const uses = Array(19).fill(0);
      for (const [symbol] of packed) uses[symbol]++;
      const codeLengths = lengthsFor(uses, 7);
      const count = Math.max(4, lengthOrder.map((symbol) => codeLengths[symbol] > 0).lastIndexOf(true) + 1);

      const extra = (symbol) => (symbol < 257 ? 0 : extraOfLength(symbol - 257));
      const body = ([first, second]) => sizeOf(literals, first, extra) + sizeOf(distances, second, extraOfDistance);
      const head = 14 + 3 * count + packed.reduce((sum, [symbol, , more]) => sum + codeLengths[symbol] + more, 0);
      const dynamic = head + body(lengths);
      const fixed = body(fixedLengths);
      put(last ? 1 : 0, 1);
      if (8 * (bytes.length + 4) < Math.min(dynamic, fixed)) {
        put(0, 2);
        fillByte();
        putBytes(bytes.length, 2);
        putBytes(bytes.length ^ 0xffff, 2);
        for (const byte of bytes) put(byte, 8);
      } else if (fixed <= dynamic) {
        put(1, 2);
        writeTokens(tokens, fixedLengths);
      } else {
        put(2, 2);
        put(trimmed[0].length - 257, 5);
        put(trimmed[1].length - 1, 5);
        put(count - 4, 4);
        for (let i = 0; i < count; i++) put(codeLengths[lengthOrder[i]], 3);
        const codes = codesOf(codeLengths);
        for (const [symbol, value, more] of packed) {
          put(codes[symbol], codeLengths[symbol]);
          put(value, more);
        }
        writeTokens(tokens, lengths);
      }
    };

    const takeOutput = () => {
      if (output.length === 0) return [];
      const chunk = NativeUint8Array.from(output);
      output = [];
      return [chunk];
    };

    return {
      push(bytes) {
        check.add(bytes);
        total += bytes.length;
        pending = internals.concatenate([pending, bytes]);
        while (pending.length > blockSize) {
          writeBlock(pending.subarray(0, blockSize), false);
          pending = pending.slice(blockSize);
        }
        return takeOutput();
      },
      end() {
        writeBlock(pending, true);
        fillByte();
        if (format === 'gzip') {
          putBytes(check.value(), 4);
          putBytes(total >>> 0, 4);
        }
        if (format === 'deflate') for (let shift = 24; shift >= 0; shift -= 8) put((check.value() >>> shift) & 255, 8);
        return takeOutput();
      },
    };
  };
}
