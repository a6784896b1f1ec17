// provides: Request
// needs: interface body
// spec: https://fetch.spec.whatwg.org/#request-class
//
// The class and the incoming request. What `new Request(…)` does is in request-init.js, for Workers that say it.
(platform) => {
  'use strict';
  const { internals } = platform;
  const own = Symbol('own'); // first argument of the constructor when the second is a state as it is

  let stateOf;
  let isRequest;

  class Request {
    #state;

    constructor(input, init) {
      this.#state = input === own ? init : internals.initializeRequest(arguments.length, input, init);
    }

    static {
      stateOf = (request) => internals.brand(() => request.#state);
      isRequest = (value) => value !== null && typeof value === 'object' && #state in value;
    }
  }
  internals.exposeInterface(Request);
  internals.exposeAttributes(
    Request,
    stateOf,
    [
      ...['method', 'url', 'headers', 'redirect', 'fetcher', 'signal', 'cf', 'integrity', 'keepalive', 'cache'],
      ...['body', 'bodyUsed'],
    ],
    {
      __proto__: internals.messageAttributes,
      fetcher: (state) => (state.incoming ? (state.fetcher ??= internals.newFetcher()) : null),
      signal: (state) => (state.signal ??= internals.neverAbortingSignal()),
    },
  );

  internals.isRequest = isRequest;
  internals.requestState = stateOf;
  const newState = (internals.newRequestState = (fields) => ({
    method: 'GET',
    url: '',
    headers: [], // a header list (headers.js); one from the host has no lower-case names yet
    headersObject: null, // the Headers that shows it, once asked for
    immutable: false,
    redirect: 'follow',
    body: null,
    signal: null,
    incoming: false,
    fetcher: null,
    cf: undefined,
    cache: undefined,
    integrity: '',
    keepalive: false,
    ...fields,
  }));
  internals.newRequest = (fields) => new Request(own, newState(fields));

  // The request that an event brings, as its handler gets it.
  internals.requestFrom = ({ method, url, headers, body, cf }) =>
    internals.newRequest({
      method,
      url,
      headers,
      immutable: true,
      redirect: 'manual',
      body: internals.bodyFromHost(body),
      incoming: true,
      cf,
    });
}
