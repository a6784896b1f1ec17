// deferred: fetch
// needs: request-init collect data-url url
// mentioned by: fetcher
// spec: https://fetch.spec.whatwg.org/#fetch-method
//
// One call is one request and, where redirects are followed, one operation of the host a hop.
//
// via: {operation, details} of a request that goes to something else than the outside, as through a binding; the operation
// then gets the request as its detail `request`.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { then, reject, resolve } = platform.promise;
  const redirectLimit = 20; // https://fetch.spec.whatwg.org/#http-redirect-fetch step 5

  const { parseURL, serializeURL, originOf } = internals;

  const send = (request, urls, via) => {
    const { method, headers, redirect, cf, body } = request;
    const parsed = parseURL(urls[urls.length - 1]);
    const url = serializeURL(parsed, true);
    if (parsed.scheme === 'data') {
      const response = internals.fetchDataUrl(url, method);
      if (response !== null) return resolve(response);
    }
    if (parsed.scheme !== 'http' && parsed.scheme !== 'https') throw new TypeError(`Fetch API cannot load: ${url}`);
    const details = { method, url, headers: headers.map(([name, value]) => [name, value]), body, redirect, cf };
    const convert = (answer) => receive(request, urls, url, via, answer);
    if (via !== undefined) return platform.operation(via.operation, url, { ...via.details, request: details }, convert);
    return platform.operation('fetch', url, details, convert);
  };

  const receive = (request, urls, url, via, answer) => {
    const { status, headers } = answer;
    const [location] = headers.filter(([name]) => name.toLowerCase() === 'location');
    const redirects = status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
    if (redirects && location !== undefined && request.redirect === 'follow') {
      return send(...follow(request, urls, status, location[1]), via);
    }
    const bodiless = request.method === 'HEAD' || status === 101 || status === 204 || status === 205 || status === 304;
    return internals.responseFrom({
      ...answer,
      body: bodiless ? null : (answer.body ?? { text: '' }),
      url,
      redirected: urls.length > 1,
    });
  };

  // https://fetch.spec.whatwg.org/#http-redirect-fetch: the request and the URLs of the next hop.
  const follow = (request, urls, status, location) => {
    const base = parseURL(urls[urls.length - 1]);
    const target = parseURL(location, base);
    if (target === null) throw new TypeError('Invalid Location header; unable to follow redirect.');
    if (urls.length > redirectLimit) throw new TypeError(`Too many redirects.${urls.join(', ')}`);
    const next = { ...request };
    if (originOf(base) !== originOf(target)) {
      next.headers = next.headers.filter((entry) => entry[2] !== 'authorization');
    }
    if (status !== 303 && request.streamed) {
      throw new TypeError(
        'A request with a one-time-use body (it was initialized from a stream, not a buffer) encountered a redirect ' +
          'requiring the body to be retransmitted. To avoid this error in the future, construct this request from a ' +
          'buffer-like body initializer.',
      );
    }
    if (((status === 301 || status === 302) && next.method === 'POST') || (status === 303 && next.method !== 'HEAD')) {
      next.method = 'GET';
      next.body = null;
    }
    return [next, [...urls, serializeURL(target)]];
  };

  // The host takes a body whole: what a stream gives is collected first.
  const gather = async (reader) => ({ base64: (await internals.collect(reader)).toBase64() });

  // Rejects with the signal's reason as soon as it aborts, whatever the host answers later; so does what is read of a
  // body that is still outside.
  const abortable = (signal, promise) =>
    new Promise((resolve, fail) => {
      internals.onAbort(signal, fail);
      const arrived = (response) => {
        const { body } = internals.responseState(response);
        if (body !== null) body.signal = signal;
        resolve(response);
      };
      then(promise, arrived, fail);
    });

  return (input, via) => {
    try {
      platform.requireEvent();
      if (input.length === 0) {
        internals.requireArguments(0, 1, "fetch' on 'ServiceWorkerGlobalScope", 'Request or string');
      }
      const { body, signal, ...request } = internals.initializeRequest(input.length, ...input);
      if (signal?.aborted) return reject(signal.reason);
      const taken = internals.takeBody(body, true);
      const streamed = taken?.stream !== undefined || taken?.outside !== undefined;
      const start = (whole) => send({ ...request, body: whole, streamed }, [request.url], via);
      const answer = taken?.stream === undefined ? start(taken) : then(gather(taken.stream), start);
      return signal ? abortable(signal, answer) : answer;
    } catch (error) {
      return reject(error);
    }
  };
}
