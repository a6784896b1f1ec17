// provides: caches Cache CacheStorage
// needs: interface request-init response collect url fetched-response body-use
// spec: https://developers.cloudflare.com/workers/runtime-apis/cache/
//
// Workers' own subset of https://w3c.github.io/ServiceWorker/#cache-interface; the store is engine/services/cache.py.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, exposeInterface } = internals;
  const { then, resolve, reject } = platform.promise;
  let allowed = false;

  const wrong = (where, number, type) =>
    new TypeError(`Failed to execute '${where}': parameter ${number} is not of type '${type}'.`);
  const missing = (name, type) => () => {
    throw new Error(`Failed to execute '${name}' on '${type}': the method is not implemented.`);
  };
  // The key of a request: its URL without the fragment, and what a match asks of it.
  const requestOf = (value, where, given) => {
    if (given === 0) throw wrong(where, 1, 'Request or string');
    const { url, method, headers } = internals.initializeRequest(1, value);
    const key = internals.serializeURL(internals.parseURL(url), true);
    return { key, method, headers: headers.map(([name, text]) => [name, text]) };
  };
  const valueOf = (headers, name) => headers.filter((entry) => entry[0].toLowerCase() === name)[0]?.[1];
  const attempt = (action) => {
    try {
      return action();
    } catch (error) {
      return reject(error);
    }
  };

  class Cache {
    #name;
    constructor(name) {
      if (!allowed) throw new TypeError('Illegal constructor');
      this.#name = name;
    }
    match(request, options) {
      const name = brand(() => this.#name);
      const given = arguments.length;
      return attempt(() => {
        const { key, method, headers } = requestOf(request, "match' on 'Cache", given);
        if (method !== 'GET' && !options?.ignoreMethod) return resolve(undefined);
        return platform.operation('cache.match', key, { name, headers }, (found) =>
          found === null ? undefined : internals.responseFrom(found),
        );
      });
    }
    put(request, response) {
      const name = brand(() => this.#name);
      const given = arguments.length;
      return attempt(() => {
        if (given > 0 && !internals.isResponse(response)) throw wrong("put' on 'Cache", 2, 'Response');
        const { key, method } = requestOf(request, "put' on 'Cache", given);
        const { status, statusText, headers, body } = internals.responseState(response);
        if (method !== 'GET') throw new TypeError('Cannot cache response to non-GET request.');
        if (status === 206) {
          throw new TypeError('Cannot cache response to a range request (206 Partial Content).');
        }
        if (valueOf(headers, 'vary')?.includes('*')) {
          throw new TypeError("Cannot cache response with 'Vary: *' header.");
        }
        const taken = internals.takeBody(body);
        const send = (whole) => {
          const stored = { status, statusText, headers: headers.map(([header, text]) => [header, text]), body: whole };
          return platform.operation('cache.put', key, { name, response: stored }, () => undefined);
        };
        if (taken?.stream === undefined) return send(taken);
        return then(internals.collect(taken.stream), (bytes) => send({ base64: bytes.toBase64() }));
      });
    }
    delete(request, options) {
      const name = brand(() => this.#name);
      const given = arguments.length;
      return attempt(() => {
        const { key, method } = requestOf(request, "delete' on 'Cache", given);
        if (method !== 'GET' && !options?.ignoreMethod) return resolve(false);
        return platform.operation('cache.delete', key, { name });
      });
    }
  }
  for (const name of ['add', 'addAll', 'keys', 'matchAll']) Cache.prototype[name] = missing(name, 'Cache');
  exposeInterface(Cache);

  class CacheStorage {
    #default = new Cache('');
    constructor() {
      if (!allowed) throw new TypeError('Illegal constructor');
    }
    get default() {
      return brand(() => this.#default);
    }
    open(name) {
      brand(() => this.#default);
      if (arguments.length === 0) return reject(wrong("open' on 'CacheStorage", 1, 'string'));
      return attempt(() => {
        allowed = true;
        try {
          return resolve(new Cache(`named ${internals.toText(name)}`));
        } finally {
          allowed = false;
        }
      });
    }
  }
  for (const name of ['delete', 'has', 'keys', 'match']) CacheStorage.prototype[name] = missing(name, 'CacheStorage');
  exposeInterface(CacheStorage);
  allowed = true;
  platform.expose('caches', new CacheStorage());
  allowed = false;
}
