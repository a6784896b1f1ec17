// deferred: collect
// needs: bytes utf8
(platform) => {
  'use strict';
  const { internals } = platform;

  // All that a chunk reader (body-use.js) gives, as one Uint8Array.
  return async (next) => {
    const chunks = [];
    for (let chunk = await next(); !chunk.done; chunk = await next()) {
      chunks.push(chunk.text === undefined ? Uint8Array.fromBase64(chunk.base64) : internals.utf8Encode(chunk.text));
    }
    return internals.concatenate(chunks);
  };
}
