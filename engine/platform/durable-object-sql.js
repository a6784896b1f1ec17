// deferred: objectSql
// needs: bytes sql-value rpc-values interface
// spec: https://developers.cloudflare.com/durable-objects/api/sqlite-storage-api/
//
// The storage of a SQLite-backed Durable Object that answers at once (engine/services/object_ask.py): objectSql(place)
// gives {sql, kv, transaction}.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand } = internals;
  const { defineProperty } = Object;
  const { iterator, toStringTag } = Symbol;
  const NativeTypeError = TypeError;
  const NativeError = Error;

  const ask = (place, name, target, details) => platform.askNow(`storage.${name}`, target, { place: place.key, ...details });
  const valueOf = (value) => {
    if (value === null || value === undefined) return null;
    if (typeof value === 'number') return value;
    const bytes = typeof value === 'object' ? internals.bytesOf(value) : undefined;
    return bytes === undefined ? internals.toText(value) : internals.sqlValue(bytes);
  };

  // The rows of one statement, which can be gone through once.
  class SqlStorageCursor {
    #rows;
    #columns;
    #next = 0;
    constructor({ columns, rows, rowsRead, rowsWritten }) {
      this.#columns = columns;
      this.#rows = rows.map((row) => row.map((value) => internals.fromSql(value, (bytes) => bytes.buffer)));
      this.rowsRead = rowsRead;
      this.rowsWritten = rowsWritten;
    }
    get columnNames() {
      return [...this.#columns];
    }
    #take() {
      return this.#next < this.#rows.length ? this.#rows[this.#next++] : undefined;
    }
    #object(row) {
      return internals.rowObject(this.#columns, row);
    }
    next() {
      const row = brand(() => this.#take());
      return row === undefined ? { done: true } : { done: false, value: this.#object(row) };
    }
    toArray() {
      const rows = brand(() => this.#rows.slice(this.#next));
      this.#next = this.#rows.length;
      return rows.map((row) => this.#object(row));
    }
    one() {
      const left = brand(() => this.#rows.length - this.#next);
      const problem = left === 0 ? 'no results' : left > 1 ? 'multiple results' : '';
      if (problem !== '') throw new NativeError(`Expected exactly one result from SQL query, but got ${problem}.`);
      return this.#object(this.#take());
    }
    raw() {
      brand(() => this.#rows);
      return iteratorOf(() => this.#take());
    }
    [iterator]() {
      return this;
    }
  }
  const tag = (Class) => defineProperty(Class.prototype, toStringTag, { value: Class.name, configurable: true });
  tag(SqlStorageCursor);

  // An iterator of what `take` gives, until that is undefined.
  const iteratorOf = (take) => ({
    next() {
      const value = take();
      return value === undefined ? { done: true, value } : { done: false, value };
    },
    toArray() {
      return [...this];
    },
    [iterator]() {
      return this;
    },
  });

  class SqlStorage {
    #place;
    constructor(place) {
      this.#place = place;
    }
    exec(sql, ...values) {
      const place = brand(() => this.#place);
      internals.requireArguments(arguments.length, 1, "exec' on 'SqlStorage", 'string');
      const text = internals.toText(sql);
      return new SqlStorageCursor(ask(place, 'exec', text, { sql: text, values: values.map(valueOf) }));
    }
    get databaseSize() {
      return ask(brand(() => this.#place), 'size', '', {});
    }
  }
  tag(SqlStorage);

  class SyncKvStorage {
    #place;
    constructor(place) {
      this.#place = place;
    }
    get(key) {
      const place = brand(() => this.#place);
      internals.requireArguments(arguments.length, 1, "get' on 'SyncKvStorage", 'string');
      const keys = [internals.toText(key)];
      const found = ask(place, 'get', keys[0], { keys });
      return found.length === 0 ? undefined : internals.deserialize(found[0][1]);
    }
    put(key, value) {
      const place = brand(() => this.#place);
      internals.requireArguments(arguments.length, 1, "put' on 'SyncKvStorage", 'string');
      const name = internals.toText(key);
      ask(place, 'put', name, { entries: [[name, internals.storedText(value)]] });
    }
    delete(key) {
      const place = brand(() => this.#place);
      internals.requireArguments(arguments.length, 1, "delete' on 'SyncKvStorage", 'string');
      const keys = [internals.toText(key)];
      return ask(place, 'delete', keys[0], { keys }) > 0;
    }
    list(options = {}) {
      const place = brand(() => this.#place);
      const text = (name) => (options[name] === undefined ? null : internals.toText(options[name]));
      const { limit } = options;
      if (limit !== undefined && !(+limit > 0)) throw new NativeTypeError('List limit must be positive.');
      const details = {
        start: text('start'),
        startAfter: text('startAfter'),
        end: text('end'),
        prefix: text('prefix'),
        limit: limit === undefined ? null : Math.floor(+limit),
        reverse: Boolean(options.reverse),
      };
      const entries = ask(place, 'list', details.prefix ?? '', details);
      let next = 0;
      return iteratorOf(() => {
        if (next === entries.length) return undefined;
        const [key, value] = entries[next++];
        return [key, internals.deserialize(value)];
      });
    }
  }
  tag(SyncKvStorage);

  return (place) => ({
    sql: new SqlStorage(place),
    kv: new SyncKvStorage(place),
    // All or nothing: what the closure stores is undone when it throws. One may be within another.
    transaction(closure) {
      ask(place, 'begin', '', {});
      let value;
      try {
        value = closure();
      } catch (error) {
        ask(place, 'rollback', '', {});
        throw error;
      }
      ask(place, 'commit', '', {});
      return value;
    },
  });
}
