// deferred: streamOf
// needs: body readable-stream drain-stream
// mentioned by: body clone console
// spec: https://fetch.spec.whatwg.org/#concept-body-stream
(platform) => {
  'use strict';
  const { internals } = platform;
  const heldBy = new WeakMap(); // stream → the body whose text or bytes it gives

  // The stream of a body, made when first asked for. It belongs to the event that the body belongs to.
  const streamOf = (body) => {
    if (body.stream !== undefined) return body.stream;
    platform.run(body.event, () => {
      if (body.outside !== undefined) {
        body.stream = internals.outsideStream(body);
        body.next = undefined;
        heldBy.set(body.stream, body);
      } else if (body.next === undefined) {
        body.stream = internals.readableStreamFromBytes(body.bytes ?? internals.utf8Encode(body.text));
        heldBy.set(body.stream, body);
      } else {
        body.stream = internals.readableStreamFrom({ next: body.next, [Symbol.asyncIterator]: () => ({ next: body.next }) });
        body.next = undefined;
      }
    });
    if (body.used) (body.outside === undefined ? internals.drainStream : internals.spendStream)(body.stream);
    return body.stream;
  };

  // What is known of the bytes that a stream gives which nobody has read from: whoever sends it may then send what it
  // was made from, whose length is known.
  internals.heldByStream = (stream) => {
    const held = heldBy.get(stream);
    if (held === undefined) return undefined;
    const { text, bytes, outside, size, event } = held;
    return { stream, text, bytes, outside, size, event };
  };

  internals.cloneStreamedBody = (body) => {
    const [kept, given] = internals.tee(streamOf(body));
    body.stream = kept;
    body.outside = undefined; // both read what the stream gives
    const copy = internals.newBody({ text: body.text, bytes: body.bytes, stream: given, event: body.event });
    if (body.text !== undefined || body.bytes !== undefined) {
      heldBy.set(kept, body);
      heldBy.set(given, copy);
    }
    return copy;
  };

  return streamOf;
}
