// binding: kv
// needs: refuse interface bytes utf8 body-init body-use collect json-error body-stream
// spec: https://developers.cloudflare.com/kv/api/
//
// A KV namespace. The store, its ages by city and its limits are engine/services/key_value.py; here are the types.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand } = internals;
  const { then, reject } = platform.promise;
  const { defineProperty, getOwnPropertyNames } = Object;
  const { parse, stringify } = JSON;
  const { isArray } = Array;
  const NativeMap = Map;
  const NativeTypeError = TypeError;
  const { fromBase64 } = Uint8Array;

  const attempt = (action) => {
    try {
      return action();
    } catch (error) {
      return reject(error);
    }
  };
  const required = (given, where) => internals.requireArguments(given, 1, `${where}' on 'KvNamespace`, 'string');
  const keyFrom = (value) => {
    const key = internals.toText(value);
    if (key === '') throw new NativeTypeError('Key name cannot be empty.');
    if (key === '.' || key === '..') throw new NativeTypeError(`"${key}" is not allowed as a key name.`);
    return key;
  };
  const numberFrom = (value) => (value === undefined || value === null ? undefined : +value);

  // What put stores: {text}, {base64} or {stream: a chunk reader}.
  const contentFrom = (value) => {
    const type = typeof value;
    if (type !== 'function' && (type !== 'object' || value === null)) return { text: internals.toText(value) };
    const bytes = internals.bytesOf(value);
    if (bytes !== undefined) return { base64: bytes.toBase64() };
    if (internals.isReadableStream?.(value)) return internals.takeBody(internals.bodyFrom(value, []));
    throw new NativeTypeError(
      'KV put() accepts only strings, ArrayBuffers, ArrayBufferViews, and ReadableStreams as values.',
    );
  };

  const parsed = (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw internals.jsonError(text, error);
    }
  };
  // What the host gives of a value, {text} or {base64}, as the type that was asked for.
  const readers = {
    __proto__: null,
    text: ({ text }) => text,
    json: ({ text }) => parsed(text),
    arrayBuffer: ({ base64 }) => fromBase64.call(Uint8Array, base64).buffer,
    stream: (content) => internals.streamOf(internals.bodyFromHost(content)),
  };
  const optionsFrom = (options) => {
    const given = typeof options === 'string' ? { type: options } : (options ?? {});
    const type = given.type ?? 'text';
    if (readers[type] === undefined) {
      throw new NativeTypeError(
        'Unknown response type. Possible types are "text", "arrayBuffer", "json", and "stream".',
      );
    }
    return { type, cacheTtl: numberFrom(given.cacheTtl) };
  };
  const metadataOf = ({ metadata }) => (metadata === null ? null : parse(metadata));
  const withMetadata = (found, type) => ({
    value: found.value === null ? null : readers[type](found.value),
    metadata: metadataOf(found),
    cacheStatus: null,
  });

  // One key gives what `convert` makes of it; an array of keys gives a Map.
  const read = (namespace, keys, options, convert) => {
    const { type, cacheTtl } = optionsFrom(options);
    if (!isArray(keys)) {
      const key = keyFrom(keys);
      const details = { namespace, key, cacheTtl, bytes: type === 'arrayBuffer' || type === 'stream' };
      return platform.operation('kv.get', key, details, (found) => convert(found, type));
    }
    if (type !== 'text' && type !== 'json') {
      throw new NativeTypeError(`"${type}" is not a valid type for several keys at once: use "text" or "json".`);
    }
    const names = keys.map(keyFrom);
    return platform.operation('kv.getBulk', `${names.length} keys`, { namespace, keys: names, cacheTtl }, (found) => {
      const values = new NativeMap();
      names.forEach((name, index) => {
        const missing = found[index].value === null && convert !== withMetadata;
        values.set(name, missing ? null : convert(found[index], type));
      });
      return values;
    });
  };

  let made = false; // whether the host is the one that constructs

  class KvNamespace {
    #id;
    constructor(id) {
      if (!made) throw new NativeTypeError('Illegal constructor');
      this.#id = id;
    }
    get(key, options) {
      const given = arguments.length;
      return attempt(() => {
        const id = brand(() => this.#id);
        required(given, 'get');
        return read(id, key, options, ({ value }, type) => (value === null ? null : readers[type](value)));
      });
    }
    getWithMetadata(key, options) {
      const given = arguments.length;
      return attempt(() => {
        const id = brand(() => this.#id);
        required(given, 'getWithMetadata');
        return read(id, key, options, withMetadata);
      });
    }
    put(name, value, options) {
      const given = arguments.length;
      return attempt(() => {
        const namespace = brand(() => this.#id);
        required(given, 'put');
        if (given < 2) internals.refuse('argument', "put' on 'KvNamespace", 2, 'string or Object');
        const key = keyFrom(name);
        const content = contentFrom(value);
        const details = {
          namespace,
          key,
          expiration: numberFrom(options?.expiration),
          expirationTtl: numberFrom(options?.expirationTtl),
          metadata: options?.metadata === undefined || options.metadata === null ? null : stringify(options.metadata),
        };
        const send = (whole) => platform.operation('kv.put', key, { ...details, value: whole }, () => undefined);
        if (content?.stream === undefined) return send(content ?? { text: '' });
        return then(internals.collect(content.stream), (bytes) => send({ base64: bytes.toBase64() }));
      });
    }
    delete(name) {
      const given = arguments.length;
      return attempt(() => {
        const namespace = brand(() => this.#id);
        required(given, 'delete');
        const key = keyFrom(name);
        return platform.operation('kv.delete', key, { namespace, key }, () => undefined);
      });
    }
    list(options) {
      return attempt(() => {
        const namespace = brand(() => this.#id);
        const prefix = internals.toText(options?.prefix ?? '');
        const cursor = internals.toText(options?.cursor ?? '');
        const details = { namespace, prefix, cursor, limit: numberFrom(options?.limit) };
        return platform.operation('kv.list', prefix, details, ({ keys, cursor: next }) => ({
          keys: keys.map(({ name, expiration, metadata }) => ({
            name,
            ...(expiration === null ? {} : { expiration }),
            ...(metadata === null ? {} : { metadata: parse(metadata) }),
          })),
          list_complete: next === '',
          ...(next === '' ? {} : { cursor: next }),
          cacheStatus: null,
        }));
      });
    }
  }
  for (const member of getOwnPropertyNames(KvNamespace.prototype)) {
    if (member !== 'constructor') defineProperty(KvNamespace.prototype, member, { __proto__: null, enumerable: true });
  }
  const tag = { __proto__: null, value: 'KvNamespace', configurable: true };
  defineProperty(KvNamespace.prototype, Symbol.toStringTag, tag);

  internals.bindings ??= Object.create(null);
  internals.bindings.kv = ({ id }) => {
    made = true;
    try {
      return new KvNamespace(id);
    } finally {
      made = false;
    }
  };
}
