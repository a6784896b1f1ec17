// deferred: cloneState
// spec: https://fetch.spec.whatwg.org/#concept-body-clone
(platform) => {
  'use strict';
  const { internals } = platform;

  const cloneBody = (body) => {
    if (body === null) return null;
    if (internals.bodyUsed(body) || (body.stream !== undefined && internals.isLocked(body.stream))) {
      throw new TypeError('This ReadableStream is currently locked to a reader,'); // workerd's comma
    }
    if (body.stream !== undefined || body.next !== undefined) {
      internals.streamOf(body);
      return internals.cloneStreamedBody(body);
    }
    internals.requireOwnEvent(body);
    return internals.newBody({ text: body.text, bytes: body.bytes });
  };

  // The state of a clone of the Request or Response with this state.
  return (state) => {
    if (state.webSocket) throw new TypeError('Cannot clone a response to a WebSocket handshake.');
    return { ...state, headers: state.headers.slice(), headersObject: null, body: cloneBody(state.body) };
  };
}
