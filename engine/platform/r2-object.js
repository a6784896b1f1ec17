// deferred: r2Object
// needs: interface body read-body body-stream
// spec: https://developers.cloudflare.com/r2/api/workers/workers-api-reference/#r2object-definition
//
// r2Object(found): an R2Object of what the host tells, or an R2ObjectBody where it sent the body, too.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { defineProperty, entries } = Object;
  const { fromHex } = Uint8Array;
  const NativeDate = Date;

  class R2Checksums {
    constructor(checksums) {
      for (const [name, text] of entries(checksums)) this[name] = fromHex.call(Uint8Array, text).buffer;
    }
    toJSON() {
      const texts = {};
      for (const [name, buffer] of entries(this)) texts[name] = new Uint8Array(buffer).toHex();
      return texts;
    }
  }

  class R2Object {
    constructor({ key, version, size, etag, uploaded, http, custom, range, checksums, storageClass }) {
      this.key = key;
      this.version = version;
      this.size = size;
      this.etag = etag;
      this.httpEtag = `"${etag}"`;
      this.uploaded = new NativeDate(uploaded);
      this.httpMetadata = { ...http, ...(http.cacheExpiry === undefined ? {} : { cacheExpiry: new NativeDate(http.cacheExpiry) }) };
      this.customMetadata = custom;
      if (range !== undefined) this.range = range;
      this.checksums = new R2Checksums(checksums);
      this.storageClass = storageClass;
    }
    writeHttpMetadata(headers) {
      for (const [name, header] of entries(internals.r2HttpFields)) {
        const value = this.httpMetadata[name];
        if (value !== undefined) headers.set(header, value instanceof NativeDate ? value.toUTCString() : value);
      }
    }
  }
  class R2ObjectBody extends R2Object {
    #state;
    constructor(found) {
      super(found);
      this.#state = { body: internals.bodyFromHost(found.body), headers: contentType(found.http) };
    }
    get body() {
      return internals.streamOf(internals.brand(() => this.#state).body);
    }
    get bodyUsed() {
      return internals.bodyUsed(internals.brand(() => this.#state).body);
    }
    #read(name) {
      return internals.readBody(internals.brand(() => this.#state), name);
    }
    arrayBuffer() {
      return this.#read('arrayBuffer');
    }
    bytes() {
      return this.#read('bytes');
    }
    text() {
      return this.#read('text');
    }
    json() {
      return this.#read('json');
    }
    blob() {
      return this.#read('blob');
    }
  }
  const contentType = ({ contentType: type }) => (type === undefined ? [] : [['Content-Type', type, 'content-type']]);
  for (const Class of [R2Object, R2ObjectBody, R2Checksums]) {
    defineProperty(Class.prototype, Symbol.toStringTag, { __proto__: null, value: Class.name, configurable: true });
  }
  return (found) => (found.body === undefined ? new R2Object(found) : new R2ObjectBody(found));
}
