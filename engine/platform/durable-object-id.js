// needs: interface sha256 utf8
// spec: https://developers.cloudflare.com/durable-objects/api/id/
//
// Ids of Durable Objects: 16 bytes (of a name's hash, or random) and 16 that prove which namespace they are of.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand } = internals;
  const Bytes = Uint8Array;
  const fromHex = (text) => Bytes.fromHex(text);
  const half = 16;
  let made = false; // whether a namespace is the one that constructs

  class DurableObjectId {
    #hex;
    constructor(hex, name) {
      if (!made) throw new TypeError('Illegal constructor');
      this.#hex = hex;
      if (name !== undefined) this.name = name;
    }
    toString() {
      return brand(() => this.#hex);
    }
    equals(other) {
      const hex = brand(() => this.#hex);
      return internals.objectIdOf(other) === hex;
    }
    static hexOf(value) {
      return typeof value === 'object' && value !== null && #hex in value ? value.#hex : undefined;
    }
  }
  const { hexOf } = DurableObjectId;
  delete DurableObjectId.hexOf;
  Object.defineProperty(DurableObjectId.prototype, Symbol.toStringTag, { value: 'DurableObjectId', configurable: true });

  // The hex digits of an id; undefined for what is none.
  internals.objectIdOf = hexOf;
  internals.objectId = (hex, name) => {
    made = true;
    try {
      return new DurableObjectId(hex, name);
    } finally {
      made = false;
    }
  };
  // key: what the ids of a namespace are made with, 64 hex digits.
  const prove = (key, bytes) => {
    const start = bytes.slice(0, half);
    return start.toHex() + internals.keyedHash(fromHex(key), start).slice(0, half).toHex();
  };
  internals.objectIdFromName = (key, name) =>
    internals.objectId(prove(key, internals.keyedHash(fromHex(key), internals.utf8Encode(name))), name);
  internals.freshObjectId = (key) => internals.objectId(prove(key, platform.randomBytes(half)));
  internals.objectIdFromString = (key, text) => {
    if (!/^[0-9a-fA-F]{64}$/.test(text)) throw new TypeError('Invalid Durable Object ID: must be 64 hex digits');
    const hex = text.toLowerCase();
    if (prove(key, fromHex(hex)) !== hex) throw new TypeError('Durable Object ID is not valid for this namespace.');
    return internals.objectId(hex);
  };
}
