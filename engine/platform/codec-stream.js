// needs: identity-transform-stream
// spec: https://compression.spec.whatwg.org/
//
// What CompressionStream and DecompressionStream share. As in workerd, writes do not wait for the reader.
(platform) => {
  'use strict';
  const { internals } = platform;
  const streams = internals.streams;
  const formats = ['deflate', 'deflate-raw', 'gzip'];

  // given: the constructor's arguments. codecOf(format) gives { push(bytes), end() }, each a list of chunks or nothing.
  internals.codecStream = (name, given, codecOf) => {
    if (given.length === 0) {
      throw new TypeError(`Failed to construct '${name}': constructor parameter 1 is not of type 'string'.`);
    }
    const format = `${given[0]}`;
    if (!formats.includes(format)) {
      throw new TypeError("The compression format must be either 'deflate', 'deflate-raw' or 'gzip'.");
    }
    const codec = codecOf(format);
    const give = (chunks = [], record) => {
      for (const chunk of chunks) streams.transformEnqueue(record, chunk);
    };
    const onBytes = (bytes, record) => give(codec.push(bytes), record);
    return internals.createByteTransform(onBytes, (record) => give(codec.end(), record), 1, undefined, Infinity);
  };
}
