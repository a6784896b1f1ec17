// deferred: initializeRequest
// needs: url
// mentioned by: Request
// spec: https://fetch.spec.whatwg.org/#dom-request
(platform) => {
  'use strict';
  const { internals } = platform;
  const { toText, isRequest, requestState } = internals;

  // The methods that KJ's HTTP library knows; workerd accepts no others, and upper-cases what it is given.
  const methods = new Set(
    (
      'GET HEAD POST PUT DELETE PATCH PURGE OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH SEARCH UNLOCK ACL ' +
      'REPORT MKACTIVITY CHECKOUT MERGE MSEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE QUERY BAN'
    ).split(' '),
  );
  const noBody = 'Request with a GET or HEAD method cannot have a body.';

  const fromUrl = (input) => {
    const text = toText(input);
    const parsed = internals.parseURL(text);
    if (parsed === null) throw new TypeError(`Invalid URL: ${text}`);
    return internals.newRequestState({ url: internals.serializeURL(parsed) });
  };

  const copyOf = ({ url, method, headers, redirect, incoming, signal, cf, cache }) =>
    internals.newRequestState({
      url,
      method,
      headers: headers.map(([name, value, key]) => [name, value, key ?? name.toLowerCase()]),
      redirect,
      signal: incoming ? null : signal,
      cf: copyCf(cf),
      cache,
    });

  const copyCf = (cf) => (cf === undefined || cf === null ? undefined : JSON.parse(JSON.stringify(cf)));

  // The new request takes the body of the one it is made from, which is used from then on.
  const takeOver = (from) => {
    const { body } = from;
    if (body === null) return null;
    if (internals.bodyUsed(body)) throw new TypeError('Cannot reconstruct a Request with a used body.');
    const held = body.text !== undefined || body.bytes !== undefined;
    const { text, bytes, stream, next, outside, size, event } = body;
    const taken = internals.newBody({ text, bytes, next, outside, size, event, stream: held ? undefined : stream });
    if (held && stream !== undefined) internals.drainStream(stream);
    else from.body = internals.newBody({ text: '', used: true });
    body.used = true;
    return taken;
  };

  const members = {
    integrity(state, value) {
      if (toText(value) !== '') {
        throw new TypeError(
          'Subrequest integrity checking is not implemented. The integrity option must be either undefined or an empty string.',
        );
      }
    },
    method(state, value) {
      const text = toText(value);
      state.method = text.toUpperCase();
      if (!methods.has(state.method)) throw new TypeError(`Invalid HTTP method string: ${text}`);
    },
    headers(state, value) {
      state.headers = internals.headerListFrom(value, 'RequestInitializerDict');
    },
    signal(state, value) {
      if (value !== null && !internals.isAbortSignal?.(value)) {
        throw new TypeError(
          "Incorrect type for the 'signal' field on 'RequestInitializerDict': the provided value is not of type 'AbortSignal'.",
        );
      }
      state.signal = value;
    },
    cf(state, value) {
      state.cf = copyCf(value);
    },
    body(state, value) {
      state.body = null;
      if (value === null) return;
      if (state.method === 'GET' || state.method === 'HEAD') throw new TypeError(noBody);
      state.body = internals.bodyFrom(value, state.headers);
    },
    redirect(state, value) {
      state.redirect = toText(value).toLowerCase();
      if (state.redirect !== 'follow' && state.redirect !== 'manual') {
        throw new TypeError(
          'Invalid redirect value, must be one of "follow" or "manual" ("error" won\'t be implemented since it does not ' +
            'make sense at the edge; use "manual" and check the response status code).',
        );
      }
    },
    cache(state, value) {
      const mode = toText(value);
      if (mode !== 'no-store' && mode !== 'no-cache' && mode !== 'reload') {
        throw new TypeError(`Unsupported cache mode: ${mode}`);
      }
      state.cache = mode;
    },
  };

  return (given, input, init) => {
    if (given === 0) {
      throw new TypeError("Failed to construct 'Request': constructor parameter 1 is not of type 'Request or string'.");
    }
    if (init !== undefined && init !== null && typeof init !== 'object' && typeof init !== 'function') {
      throw new TypeError(
        "Failed to construct 'Request': constructor parameter 2 is not of type 'RequestInitializerDict or Request'.",
      );
    }
    const from = isRequest(input) ? requestState(input) : null;
    if (isRequest(init)) {
      // As a dictionary a Request brings everything but its URL; its body is shared, not taken.
      const other = requestState(init);
      const state = { ...copyOf(other), url: from === null ? fromUrl(input).url : from.url };
      if (internals.bodyUsed(other.body)) {
        throw new TypeError(
          'This ReadableStream is disturbed (has already been read from), and cannot be used as a body.',
        );
      }
      state.body = other.body;
      return state;
    }
    const state = from === null ? fromUrl(input) : copyOf(from);
    const changes = init ?? {};
    if (from !== null && (changes.body === undefined || changes.body === null)) state.body = takeOver(from);
    for (const name of Object.keys(members)) {
      const value = changes[name];
      if (value !== undefined) members[name](state, value);
    }
    const bodiless = state.method === 'GET' || state.method === 'HEAD';
    if (changes.method !== undefined && bodiless && state.body !== null) throw new TypeError(noBody);
    return state;
  };
}
