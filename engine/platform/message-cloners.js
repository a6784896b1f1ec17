// needs: response request dom-exception
// mentioned by: structuredClone
//
// structuredClone() of a Request or Response, which workerd allows as long as there is no body.
(platform) => {
  'use strict';
  const { internals } = platform;
  const cloners = (internals.cloners ??= new Map());

  const cloner = (stateOf, create) => (message) => {
    const state = stateOf(message);
    if (state.body !== null) throw internals.domException('ReadableStream can only be serialized for RPC.', 'DataCloneError');
    const headers = state.headers.map((entry) => entry.slice());
    return create({ ...state, headers, headersObject: null, immutable: false });
  };
  cloners.set(Request.prototype, cloner(internals.requestState, internals.newRequest));
  cloners.set(Response.prototype, cloner(internals.responseState, internals.newResponse));
}
