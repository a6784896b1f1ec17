// provides: Response
// needs: interface body response-init response-json fetched-response
// spec: https://fetch.spec.whatwg.org/#response-class
(platform) => {
  'use strict';
  const { internals } = platform;
  const own = Symbol('own'); // first argument of the constructor when the second is a state as it is

  const newState = (fields) => ({
    status: 200,
    statusText: '',
    headers: [], // a header list (headers.js)
    headersObject: null, // the Headers that shows it, once asked for
    immutable: false,
    body: null,
    url: '',
    redirected: false,
    type: 'default',
    webSocket: null,
    cf: undefined,
    encodeBody: 'automatic',
    ...fields,
  });

  let stateOf;
  let isResponse;

  class Response {
    #state;

    constructor(body, init) {
      if (body === own) this.#state = init;
      else if (typeof body === 'string' && init === undefined) {
        const headers = [['Content-Type', 'text/plain;charset=UTF-8', 'content-type']];
        this.#state = newState({ headers, body: internals.textBody(body) });
      } else this.#state = internals.initializeResponse(body, init);
    }

    static {
      stateOf = (response) => internals.brand(() => response.#state);
      isResponse = (value) => value !== null && typeof value === 'object' && #state in value;
    }

    static error() {
      return new Response(own, newState({ status: 0, type: 'error' }));
    }

    static json(data, init) {
      return internals.jsonResponse(arguments.length, data, init);
    }

    static redirect(url, status) {
      return internals.redirectResponse(url, status, arguments.length);
    }
  }
  internals.exposeInterface(Response);
  internals.exposeAttributes(
    Response,
    stateOf,
    ['status', 'statusText', 'headers', 'ok', 'redirected', 'url', 'webSocket', 'cf', 'type', 'body', 'bodyUsed'],
    { __proto__: internals.messageAttributes, ok: ({ status }) => status >= 200 && status <= 299 },
  );

  internals.isResponse = isResponse;
  internals.responseState = stateOf;
  internals.newResponseState = newState;
  // A Response with just these fields of its state.
  internals.newResponse = (fields) => new Response(own, newState(fields));

  // What the host sends for what a handler returned; null when that is no Response.
  internals.responseRecord = (value) => {
    if (!isResponse(value)) return null;
    const { status, statusText, headers, body, type, encodeBody, webSocket } = stateOf(value);
    if (type === 'error') {
      throw new TypeError('Return value from serve handler must not be an error response (like Response.error())');
    }
    if (webSocket !== null) {
      const { connection, side } = internals.handOver?.(webSocket) ?? webSocket;
      platform.write(32, platform.event(), connection, side);
    }
    if (encodeBody === 'manual') platform.write(31, platform.event());
    return { status, statusText, headers, body: internals.takeBody(body, true, true) };
  };
}
