// deferred: useBody
// needs: bytes
// spec: https://fetch.spec.whatwg.org/#body-unusable
(platform) => {
  'use strict';
  const { internals } = platform;
  const PIECE = 1 << 20; // bytes that are sent at once: as text they take more than twice their room

  // The chunks of a stream or iterable as the host takes them: each call promises {done}, {text} or {base64}.
  const chunkReader = (next) => async () => {
    const { done, value } = await next();
    if (done) return { done };
    if (typeof value === 'string') return { done, text: value.toWellFormed() };
    const bytes = internals.bytesOf(value);
    if (bytes === undefined) throw new TypeError('This ReadableStream did not return bytes.');
    return { done, base64: bytes.toBase64() };
  };

  // Marks a body as used, and gives what is in it: {text}, {bytes} or {stream: a chunk reader}; where it only passes on,
  // {outside} of one that waits at the host. Throws when it was used,
  // is locked or is another event's. sending: for whoever sends it, which is {text}, {base64} or {stream}; a locked one
  // then fails when its first byte is asked for, as the head of the message is on its way already.
  return (body, sending, passes = false, inPieces = false) => {
    if (internals.bodyUsed(body)) {
      throw new TypeError(
        'Body has already been used. It can only be used once. Use tee() first if you need to read it twice.',
      );
    }
    if (body.stream !== undefined && internals.isLocked(body.stream)) {
      if (!sending) throw new TypeError('This ReadableStream is currently locked to a reader.');
      const locked = new TypeError('The ReadableStream has been locked to a reader.');
      return { stream: () => platform.promise.reject(locked) };
    }
    platform.requireEvent();
    const held = body.text !== undefined || body.bytes !== undefined;
    const isOutside = body.outside !== undefined;
    if (held || isOutside || body.next !== undefined) internals.requireOwnEvent(body);
    body.used = true;
    if (passes && isOutside) {
      if (body.stream !== undefined) internals.spendStream(body.stream);
      return { __proto__: null, outside: body.outside };
    }
    if (!held) return { stream: chunkReader(body.next ?? internals.streamReader(body.stream)) };
    if (body.stream !== undefined) internals.drainStream(body.stream);
    if (body.text !== undefined) return { text: body.text };
    if (inPieces && body.bytes.length > PIECE) return { stream: internals.pieceReader(body.bytes, PIECE) };
    return sending ? { base64: body.bytes.toBase64() } : { bytes: body.bytes };
  };
}
