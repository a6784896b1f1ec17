// needs: body-readers readable-stream
// mentioned by: body readable ReadableStream stream pipeThrough tee clone
// spec: https://fetch.spec.whatwg.org/#concept-body-stream
(platform) => {
  'use strict';
  const { internals } = platform;
  const heldBy = new WeakMap(); // stream → the body whose text or bytes it gives

  // The stream of a body, made when first asked for. It belongs to the event that the body belongs to.
  const streamOf = (body) => {
    if (body.stream !== undefined) return body.stream;
    platform.run(body.event, () => {
      if (body.next === undefined) {
        body.stream = internals.readableStreamFromBytes(body.bytes ?? internals.utf8Encode(body.text));
        heldBy.set(body.stream, body);
      } else {
        body.stream = internals.readableStreamFrom({ next: body.next, [Symbol.asyncIterator]: () => ({ next: body.next }) });
        body.next = undefined;
      }
    });
    if (body.used) internals.drainStream(body.stream);
    return body.stream;
  };

  // Leaves a stream read to its end and locked, as reading its body does.
  internals.drainStream = (stream) => {
    const ignore = () => {};
    platform.promise.then(internals.readAllBytes(stream), ignore, ignore);
  };

  internals.bodyKinds.push((value) => {
    if (!internals.isReadableStream(value)) return undefined;
    if (internals.isDisturbed(value)) {
      throw new TypeError(
        'This ReadableStream is disturbed (has already been read from), and cannot be used as a body.',
      );
    }
    const held = heldBy.get(value);
    if (held === undefined) return { stream: value };
    // Nothing has been read, so whoever sends it may send what it was made from, whose length is known.
    return { stream: value, text: held.text, bytes: held.bytes, event: held.event };
  });

  internals.cloneStreamedBody = (body) => {
    const [kept, given] = internals.tee(streamOf(body));
    body.stream = kept;
    const copy = internals.newBody({ text: body.text, bytes: body.bytes, stream: given, event: body.event });
    if (body.text !== undefined || body.bytes !== undefined) {
      heldBy.set(kept, body);
      heldBy.set(given, copy);
    }
    return copy;
  };

  for (const [type, stateOf] of [
    [Response, internals.responseState],
    [Request, internals.requestState],
  ]) {
    Object.defineProperty(type.prototype, 'body', {
      get() {
        const { body } = stateOf(this);
        return body === null ? null : streamOf(body);
      },
      configurable: true,
    });
  }
}
