// needs: interface rpc-values durable-object-sql
// spec: https://developers.cloudflare.com/durable-objects/api/storage-api/
//
// The storage of one Durable Object. Values are copied as text (rpc-values.js) when they are put; they lie on the host
// (engine/services/durable_object.py), which answers the operations in their order and keeps the gate shut meanwhile.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand } = internals;
  const { then, reject } = platform.promise;
  const { defineProperty, getOwnPropertyNames, keys: keysOf } = Object;
  const { isArray } = Array;
  const NativeMap = Map;
  const NativeTypeError = TypeError;

  const attempt = (action) => {
    try {
      return action();
    } catch (error) {
      return reject(error);
    }
  };
  const nothing = () => undefined;
  const textOf = (value) => {
    if (value === undefined) throw new NativeTypeError('put() called with undefined value.');
    const text = internals.serialize(value);
    if (typeof text === 'string') return text;
    throw internals.domException('A stored value cannot hold streams, bodies or promises.', 'DataCloneError');
  };
  const mapOf = (entries) => {
    const map = new NativeMap();
    for (const [key, text] of entries) map.set(key, internals.deserialize(text));
    return map;
  };
  internals.storedText = textOf;
  const timeOf = (value) => {
    const time = +value;
    if (Number.isNaN(time)) throw new NativeTypeError('The value cannot be converted because it is not a valid Date.');
    if (time <= 0) throw new NativeTypeError('setAlarm() cannot be called with an alarm time <= 0');
    return time;
  };
  const keyOrList = 'string or Array';

  let made = false;
  class DurableObjectStorage {
    #place;
    #Class;
    constructor(place, Class) {
      if (!made) throw new NativeTypeError('Illegal constructor');
      this.#place = place;
      this.#Class = Class;
    }
    #ask(name, target, details, convert) {
      const { key } = this.#place;
      return platform.operation(`storage.${name}`, target, { place: key, ...details }, convert);
    }
    #needs(given, method, type) {
      brand(() => this.#place);
      internals.requireArguments(given, 1, `${method}' on 'DurableObjectStorage`, type);
    }
    get(keys, options) {
      const given = arguments.length;
      return attempt(() => {
        this.#needs(given, 'get', keyOrList);
        const names = isArray(keys) ? keys.map(internals.toText) : [internals.toText(keys)];
        const convert = isArray(keys)
          ? mapOf
          : (found) => (found.length === 0 ? undefined : internals.deserialize(found[0][1]));
        const allowConcurrency = Boolean(options?.allowConcurrency);
        return this.#ask('get', names.join(', '), { keys: names, allowConcurrency }, convert);
      });
    }
    put(keys, value) {
      const given = arguments.length;
      return attempt(() => {
        this.#needs(given, 'put', 'string or Object');
        const isTable = typeof keys === 'object' && keys !== null;
        const options = isTable ? value : arguments[2];
        const entries = isTable
          ? keysOf(keys)
              .filter((key) => keys[key] !== undefined)
              .map((key) => [key, textOf(keys[key])])
          : [[internals.toText(keys), textOf(value)]];
        const target = entries.map(([key]) => key).join(', ');
        return this.#ask('put', target, { entries, allowConcurrency: Boolean(options?.allowConcurrency) }, nothing);
      });
    }
    delete(keys) {
      const given = arguments.length;
      return attempt(() => {
        this.#needs(given, 'delete', keyOrList);
        const names = isArray(keys) ? keys.map(internals.toText) : [internals.toText(keys)];
        return this.#ask('delete', names.join(', '), { keys: names }, (count) => (isArray(keys) ? count : count > 0));
      });
    }
    list(options = {}) {
      return attempt(() => {
        brand(() => this.#place);
        const { start, startAfter, end, prefix, limit } = options;
        const text = (value) => (value === undefined ? null : internals.toText(value));
        if (limit !== undefined && !(+limit > 0)) throw new NativeTypeError('List limit must be positive.');
        if (start !== undefined && startAfter !== undefined) {
          throw new NativeTypeError('list() cannot be called with both start and startAfter values.');
        }
        const details = {
          start: text(start),
          startAfter: text(startAfter),
          end: text(end),
          prefix: text(prefix),
          limit: limit === undefined ? null : Math.floor(+limit),
          reverse: Boolean(options.reverse),
          allowConcurrency: Boolean(options.allowConcurrency),
        };
        return this.#ask('list', text(prefix) ?? '', details, mapOf);
      });
    }
    deleteAll() {
      return attempt(() => {
        brand(() => this.#place);
        return this.#ask('deleteAll', '', {}, nothing);
      });
    }
    // All or nothing: what the closure puts is undone when it throws or says rollback(). Nothing else of the object goes
    // on meanwhile.
    transaction(closure) {
      return attempt(() => {
        brand(() => this.#place);
        let undone = false;
        const rollback = () => {
          undone = true;
        };
        const own = { rollback };
        for (const method of ['get', 'put', 'delete', 'list', 'getAlarm', 'setAlarm', 'deleteAlarm']) {
          own[method] = (...values) => this[method](...values);
        }
        const end = (keep, convert) => this.#ask(keep ? 'commit' : 'rollback', '', {}, convert);
        const fulfilled = (value) => end(!undone, () => value);
        const rejected = (reason) => then(end(false), () => reject(reason));
        return then(this.#ask('begin', '', {}), () => then(attempt(() => platform.promise.resolve(closure(own))), fulfilled, rejected));
      });
    }
    transactionSync(closure) {
      const place = brand(() => this.#place);
      if (!platform.answersAtOnce) throw new Error('Durable Object is not backed by SQL.');
      return internals.objectSql(place).transaction(closure);
    }
    sync() {
      return attempt(() => {
        brand(() => this.#place);
        return this.#ask('sync', '', {}, nothing);
      });
    }
    getAlarm() {
      return attempt(() => {
        brand(() => this.#place);
        return this.#ask('getAlarm', '', {});
      });
    }
    setAlarm(time) {
      const given = arguments.length;
      return attempt(() => {
        this.#needs(given, 'setAlarm', 'date');
        if (typeof this.#Class.prototype?.alarm !== 'function') {
          throw new NativeTypeError('Your Durable Object class must have an alarm() handler in order to call setAlarm()');
        }
        return this.#ask('setAlarm', '', { time: timeOf(time) }, nothing);
      });
    }
    deleteAlarm() {
      return attempt(() => {
        brand(() => this.#place);
        return this.#ask('deleteAlarm', '', {}, nothing);
      });
    }
    getCurrentBookmark() {
      return reject(bookmarks());
    }
    getBookmarkForTime() {
      return reject(bookmarks());
    }
    onNextSessionRestoreBookmark() {
      return reject(bookmarks());
    }
  }
  const bookmarks = () => new Error('Point-in-time recovery is not part of this engine.');
  const { prototype } = DurableObjectStorage;
  for (const member of getOwnPropertyNames(prototype)) {
    if (member !== 'constructor') defineProperty(prototype, member, { __proto__: null, enumerable: true });
  }
  defineProperty(prototype, Symbol.toStringTag, { value: 'DurableObjectStorage', configurable: true });

  // storage.sql and storage.kv, made when they are first looked at. They answer without a promise.
  const noSql =
    'This Durable Object is not backed by SQLite storage, so the SQL API is not available. SQL can be enabled on a new ' +
    'Durable Object class by using the `new_sqlite_classes` instead of `new_classes` under `[[migrations]]` in your ' +
    'wrangler.toml, but an already-deployed class cannot be converted to SQLite (except by deleting the existing data).';
  const atOnce = (place, name) => {
    let own;
    return {
      get() {
        if (!platform.answersAtOnce) throw new Error(noSql);
        own ??= internals.objectSql(place)[name];
        return own;
      },
      configurable: true,
    };
  };
  // place: the object's (durable-object-state.js).
  internals.objectStorage = (place, Class) => {
    made = true;
    try {
      const storage = new DurableObjectStorage(place, Class);
      return Object.defineProperties(storage, { sql: atOnce(place, 'sql'), kv: atOnce(place, 'kv') });
    } finally {
      made = false;
    }
  };
}
