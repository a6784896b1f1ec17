// binding: r2
// needs: interface bytes body body-init body-use collect read-body body-stream r2-object
// spec: https://developers.cloudflare.com/r2/api/workers/workers-api-reference/
//
// An R2 bucket: the types of its operations. What is stored, and its limits, are engine/services/r2.py's.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, toText } = internals;
  const { then, reject } = platform.promise;
  const { defineProperty, entries, fromEntries, getOwnPropertyNames } = Object;
  const { isArray } = Array;
  const NativeTypeError = TypeError;

  const attempt = (action) => {
    try {
      return action();
    } catch (error) {
      return reject(error);
    }
  };
  const isHeaders = (value) => typeof Headers === 'function' && value instanceof Headers;
  const optional = (value, convert) => (value === undefined || value === null ? null : convert(value));
  const timeOf = (date) => +new Date(date);

  // ---- what goes to the host ----
  const lengthUnknown =
    'Provided readable stream must have a known length (request/response body or readable half of FixedLengthStream)';
  // {text} or {base64}, or a promise of it.
  const contentFrom = (value) => {
    if (value === null || value === undefined) return { text: '' };
    const isObject = typeof value === 'object' || typeof value === 'function';
    if (!isObject) return { text: toText(value) };
    const isStream = internals.isReadableStream?.(value);
    if (!isStream && internals.bytesOf(value) === undefined && !internals.isBlob?.(value)) {
      throw new NativeTypeError(
        'put() accepts only nulls, strings, Blobs, ArrayBuffers, ArrayBufferViews, and ReadableStreams as values.',
      );
    }
    const content = internals.takeBody(internals.bodyFrom(value, []));
    if (content.stream === undefined) return content;
    return then(internals.collect(content.stream), (bytes) => ({ base64: bytes.toBase64() }));
  };
  // Calls `send` with the content of a value, now or when it is read.
  const withContent = (value, send) => {
    const content = contentFrom(value);
    return typeof content.then === 'function' ? then(content, send) : send(content);
  };

  const httpFields = {
    contentType: 'content-type',
    contentLanguage: 'content-language',
    contentDisposition: 'content-disposition',
    contentEncoding: 'content-encoding',
    cacheControl: 'cache-control',
    cacheExpiry: 'expires',
  };
  internals.r2HttpFields = httpFields;
  const httpFrom = (metadata) => {
    const http = {};
    for (const [name, header] of entries(httpFields)) {
      const value = isHeaders(metadata) ? metadata.get(header) : metadata?.[name];
      if (value !== undefined && value !== null) http[name] = name === 'cacheExpiry' ? timeOf(value) : toText(value);
    }
    return http;
  };
  const customFrom = (metadata) => fromEntries(entries(metadata ?? {}).map(([name, value]) => [name, toText(value)]));

  const etagsOf = (value) => (isArray(value) ? value : [value]).map((etag) => toText(etag.value ?? etag));
  const quoted = (text) => text.split(',').map((etag) => etag.trim().replace(/^(?:W\/)?"(.*)"$/, '$1'));
  const conditionFrom = (onlyIf) => {
    if (onlyIf === undefined || onlyIf === null) return null;
    if (isHeaders(onlyIf)) {
      return {
        etagMatches: optional(onlyIf.get('if-match'), quoted),
        etagDoesNotMatch: optional(onlyIf.get('if-none-match'), quoted),
        uploadedBefore: optional(onlyIf.get('if-unmodified-since'), timeOf),
        uploadedAfter: optional(onlyIf.get('if-modified-since'), timeOf),
        seconds: true,
      };
    }
    for (const name of ['etagMatches', 'etagDoesNotMatch']) {
      if (/^"|"$/.test(onlyIf[name] ?? '')) {
        throw new NativeTypeError(`Conditional ETag should not be wrapped in quotes (${onlyIf[name]}).`);
      }
    }
    return {
      etagMatches: optional(onlyIf.etagMatches, etagsOf),
      etagDoesNotMatch: optional(onlyIf.etagDoesNotMatch, etagsOf),
      uploadedBefore: optional(onlyIf.uploadedBefore, timeOf),
      uploadedAfter: optional(onlyIf.uploadedAfter, timeOf),
      seconds: Boolean(onlyIf.secondsGranularity),
    };
  };
  const rangeFrom = (range) => {
    if (range === undefined || range === null) return null;
    if (!isHeaders(range)) {
      const { offset, length, suffix } = range;
      if (suffix !== undefined && (offset !== undefined || length !== undefined)) {
        throw new NativeTypeError('Suffix is incompatible with offset or length.');
      }
      return { offset: optional(offset, Number), length: optional(length, Number), suffix: optional(suffix, Number) };
    }
    const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(range.get('range') ?? '') ?? [];
    if (from === undefined || (from === '' && to === '')) return null;
    if (from === '') return { suffix: +to };
    return { offset: +from, length: to === '' ? null : +to - +from + 1 };
  };
  const algorithms = ['md5', 'sha1', 'sha256', 'sha384', 'sha512'];
  const checksumFrom = (options) => {
    const given = algorithms.filter((name) => options?.[name] !== undefined && options[name] !== null);
    if (given.length > 1) throw new NativeTypeError('You cannot specify multiple hashing algorithms.');
    const checksum = {};
    for (const name of given) {
      const bytes = internals.bytesOf(options[name]);
      checksum[name] = bytes === undefined ? toText(options[name]) : bytes.toHex();
    }
    return checksum;
  };
  const metadataFrom = (options) => ({
    http: httpFrom(options?.httpMetadata),
    custom: customFrom(options?.customMetadata),
    storageClass: optional(options?.storageClass, toText),
  });

  // ---- the interfaces ----
  let made = false; // whether the host is the one that constructs
  const make = (Class, ...values) => {
    made = true;
    try {
      return new Class(...values);
    } finally {
      made = false;
    }
  };
  const onlyHost = () => {
    if (!made) throw new NativeTypeError('Illegal constructor');
  };
  const ask = (bucket, name, key, details, convert) => platform.operation(`r2.${name}`, key, { bucket, key, ...details }, convert);
  const objectOrNull = (found) => (found === null ? null : internals.r2Object(found));
  const nothing = () => undefined;

  class R2MultipartUpload {
    #bucket;
    constructor(bucket, key, uploadId) {
      onlyHost();
      this.#bucket = bucket;
      this.key = key;
      this.uploadId = uploadId;
    }
    uploadPart(number, value) {
      return attempt(() => {
        const bucket = brand(() => this.#bucket);
        const partNumber = Math.floor(+number);
        if (!(partNumber >= 1 && partNumber <= 10000)) {
          throw new NativeTypeError(`Part number must be between 1 and 10000 (inclusive). Actual value was: ${number}`);
        }
        return withContent(value, (content) => {
          const details = { upload: this.uploadId, number: partNumber, value: content };
          return ask(bucket, 'uploadPart', this.key, details, (etag) => ({ partNumber, etag }));
        });
      });
    }
    abort() {
      return attempt(() => ask(brand(() => this.#bucket), 'abortMultipartUpload', this.key, { upload: this.uploadId }, nothing));
    }
    complete(uploaded) {
      return attempt(() => {
        const bucket = brand(() => this.#bucket);
        const parts = [...uploaded].map(({ partNumber, etag }) => [partNumber, etag]);
        return ask(bucket, 'completeMultipartUpload', this.key, { upload: this.uploadId, parts }, internals.r2Object);
      });
    }
  }

  class R2Bucket {
    #name;
    constructor(name) {
      onlyHost();
      this.#name = name;
    }
    #key(given, method, key) {
      internals.requireArguments(given, 1, `${method}' on 'R2Bucket`, 'string');
      return toText(key);
    }
    head(key) {
      const given = arguments.length;
      return attempt(() => {
        const bucket = brand(() => this.#name);
        return ask(bucket, 'head', this.#key(given, 'head', key), {}, objectOrNull);
      });
    }
    get(key, options) {
      const given = arguments.length;
      return attempt(() => {
        const bucket = brand(() => this.#name);
        const details = { onlyIf: conditionFrom(options?.onlyIf), range: rangeFrom(options?.range) };
        return ask(bucket, 'get', this.#key(given, 'get', key), details, objectOrNull);
      });
    }
    put(key, value, options) {
      const given = arguments.length;
      return attempt(() => {
        const bucket = brand(() => this.#name);
        const name = this.#key(given, 'put', key);
        const details = {
          onlyIf: conditionFrom(options?.onlyIf),
          checksum: checksumFrom(options),
          ...metadataFrom(options),
        };
        return withContent(value, (content) => ask(bucket, 'put', name, { ...details, value: content }, objectOrNull));
      });
    }
    delete(keys) {
      const given = arguments.length;
      return attempt(() => {
        const bucket = brand(() => this.#name);
        internals.requireArguments(given, 1, "delete' on 'R2Bucket", 'string or Array');
        const names = (isArray(keys) ? keys : [keys]).map((key) => toText(key));
        return platform.operation('r2.delete', names.join(', '), { bucket, keys: names }, nothing);
      });
    }
    list(options = {}) {
      return attempt(() => {
        const bucket = brand(() => this.#name);
        const text = (name) => toText(options?.[name] ?? '');
        const details = {
          bucket,
          prefix: text('prefix'),
          delimiter: text('delimiter'),
          startAfter: text('startAfter'),
          cursor: text('cursor'),
          limit: Math.floor(+(options?.limit ?? 1000)),
          include: [...(options?.include ?? [])].map((name) => toText(name)),
        };
        return platform.operation('r2.list', details.prefix, details, ({ objects, prefixes, cursor }) => ({
          objects: objects.map(internals.r2Object),
          truncated: cursor !== '',
          ...(cursor === '' ? {} : { cursor }),
          delimitedPrefixes: prefixes,
        }));
      });
    }
    createMultipartUpload(key, options) {
      const given = arguments.length;
      return attempt(() => {
        const bucket = brand(() => this.#name);
        const name = this.#key(given, 'createMultipartUpload', key);
        const convert = (id) => make(R2MultipartUpload, bucket, name, id);
        return ask(bucket, 'createMultipartUpload', name, metadataFrom(options), convert);
      });
    }
    resumeMultipartUpload(key, uploadId) {
      const bucket = brand(() => this.#name);
      internals.requireArguments(arguments.length, 2, "resumeMultipartUpload' on 'R2Bucket", 'string');
      return make(R2MultipartUpload, bucket, toText(key), toText(uploadId));
    }
  }
  for (const Class of [R2Bucket, R2MultipartUpload]) {
    for (const member of getOwnPropertyNames(Class.prototype)) {
      if (member !== 'constructor') defineProperty(Class.prototype, member, { __proto__: null, enumerable: true });
    }
    defineProperty(Class.prototype, Symbol.toStringTag, { __proto__: null, value: Class.name, configurable: true });
  }

  internals.bindings ??= Object.create(null);
  internals.bindings.r2 = ({ bucket }) => make(R2Bucket, bucket);
}
