// Bytes as every body, blob and form handles them.
//
// spec: https://webidl.spec.whatwg.org/#dfn-get-buffer-source-copy
(platform) => {
  'use strict';
  const { internals } = platform;
  const { isView } = ArrayBuffer;

  // A Uint8Array over the same memory as an ArrayBuffer or a view of one; undefined for anything else.
  internals.bytesOf = (value) => {
    if (isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
  };

  internals.concatenate = (chunks) => {
    const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
    let offset = 0;
    for (const chunk of chunks) {
      whole.set(chunk, offset);
      offset += chunk.length;
    }
    return whole;
  };
}
