// deferred: initializeResponse
// spec: https://fetch.spec.whatwg.org/#initialize-a-response
(platform) => {
  'use strict';
  const { internals } = platform;
  const { toText } = internals;

  const members = (state, { cf, encodeBody, headers, status, statusText, webSocket }) => {
    if (cf !== undefined) state.cf = cf;
    if (encodeBody !== undefined) {
      state.encodeBody = toText(encodeBody);
      if (state.encodeBody !== 'manual' && state.encodeBody !== 'automatic') {
        throw new TypeError(`encodeBody: unexpected value: ${state.encodeBody}`);
      }
    }
    if (headers !== undefined) state.headers = internals.headerListFrom(headers, 'InitializerDict');
    if (status !== undefined) state.status = status | 0;
    if (statusText !== undefined) state.statusText = toText(statusText);
    if (webSocket !== undefined && webSocket !== null) {
      if (!internals.isWebSocket?.(webSocket)) {
        throw new TypeError(
          "Incorrect type for the 'webSocket' field on 'InitializerDict': the provided value is not of type 'WebSocket'.",
        );
      }
      state.webSocket = webSocket;
    }
  };

  const copy = (state, from) => {
    for (const name of ['status', 'statusText', 'cf', 'encodeBody', 'webSocket']) state[name] = from[name];
    state.headers = from.headers.slice();
  };

  // The state of a new Response. type: the Content-Type to use instead of the one that the body brings along.
  return (bodyInit, init, type) => {
    if (init !== undefined && init !== null && typeof init !== 'object' && typeof init !== 'function') {
      throw new TypeError(
        "Failed to construct 'Response': constructor parameter 2 is not of type 'InitializerDict or Response'.",
      );
    }
    const state = internals.newResponseState();
    if (internals.isResponse(init)) copy(state, internals.responseState(init));
    else members(state, init ?? {});
    const { status } = state;
    if (state.webSocket !== null) {
      if (status !== 101) throw new RangeError('Responses with a WebSocket must have status code 101.');
    } else if (status < 200 || status > 599) {
      throw new RangeError('Responses may only be constructed with status codes in the range 200 to 599, inclusive.');
    }
    if (/[\0-\x1f]/.test(state.statusText)) throw new TypeError('Invalid statusText');
    if (bodyInit === undefined || bodyInit === null) return state;
    if (status !== 101 && status !== 204 && status !== 205 && status !== 304) {
      state.body = internals.bodyFrom(bodyInit, state.headers, type);
      return state;
    }
    const { text, bytes, stream } = internals.bodyFrom(bodyInit, []);
    // An empty one is let through, and dropped: early Workers had no other way to say "no body".
    if (stream !== undefined || (text ?? bytes)?.length !== 0) {
      throw new TypeError('Response with null body status (101, 204, 205, or 304) cannot have a body.');
    }
    return state;
  };
}
