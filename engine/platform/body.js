// needs: interface body-init body-use own-event
// spec: https://fetch.spec.whatwg.org/#bodies
//
// The body of a Request or Response is null or one object:
//   text, bytes: what it holds (one of them), or neither when only a stream or an iterator knows
//   stream: its ReadableStream, undefined until someone asks for it (body-stream.js)
//   next: `() => {done, value}` or a promise of it, for a body made from an iterable, or one outside
//   outside, size: its number at the host and its bytes, for one that waits there (outside-body.js)
//   signal: the AbortSignal of the fetch() that it came by, if it had one
//   event: the event whose I/O it is; used: whether it was read without its stream
//
// Only what a Worker that answers with text needs is here; the rest waits as text in body-init.js and body-use.js.
(platform) => {
  'use strict';
  const { internals, event } = platform;
  const { fromBase64 } = Uint8Array;
  const NativeUint8Array = Uint8Array;

  // What else a body may be made from is known to the files that define those (streams, blobs, forms). Each adds a
  // function `value => fields | undefined`; the field `type` is the Content-Type it brings along.
  internals.bodyKinds = [];

  // Attributes that Request and Response share (exposeAttributes in interface.js).
  internals.messageAttributes = {
    headers: (state) => (state.headersObject ??= internals.headersFor(state.headers, state.immutable)),
    body: ({ body }) => (body === null ? null : internals.streamOf(body)),
    bodyUsed: ({ body }) => internals.bodyUsed(body),
  };

  const newBody = (internals.newBody = (fields) => ({
    text: undefined,
    bytes: undefined,
    stream: undefined,
    next: undefined,
    outside: undefined,
    size: undefined,
    used: false,
    event: event(),
    ...fields,
  }));

  internals.textBody = (text) => {
    platform.requireEvent();
    return newBody({ text: text.toWellFormed() });
  };

  // A body that the host gave: null, {text}, {base64} or {outside, size}.
  internals.bodyFromHost = (body) => {
    if (body === null || body === undefined) return null;
    if (body.outside !== undefined) return internals.outsideBody(body);
    return newBody(body.text === undefined ? { bytes: fromBase64.call(NativeUint8Array, body.base64) } : body);
  };

  internals.bodyUsed = (body) =>
    body !== null && (body.used || (body.stream !== undefined && internals.isDisturbed(body.stream)));

  // Takes the whole of a body for whoever sends it: null, {text}, {base64}, {stream: a chunk reader} or, where it only
  // passes on, {outside}. inPieces: whether many bytes may be a {stream}, too.
  internals.takeBody = (body, passes = false, inPieces = false) => {
    if (body === null) return null;
    if (body.text === undefined || body.stream !== undefined || body.used || body.event !== event()) {
      return internals.useBody(body, true, passes, inPieces);
    }
    body.used = true;
    return { text: body.text };
  };
}
