// Values on their way to SQLite and back, as engine/services/sql_database.py reads and writes them.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { fromBase64 } = Uint8Array;

  // A number that JSON cannot carry goes as null; so does NaN in SQLite itself.
  internals.sqlValue = (value) => {
    const bytes = internals.bytesOf(value);
    return bytes === undefined ? value : { base64: bytes.toBase64() };
  };
  // blob: what makes a value of a blob's Uint8Array.
  internals.fromSql = (value, blob) => {
    if (typeof value !== 'object' || value === null) return value;
    return value.number === undefined ? blob(fromBase64.call(Uint8Array, value.base64)) : +value.number;
  };
  // [[name, value]…] as an object: of two columns of one name the last counts.
  internals.rowObject = (columns, row) => {
    const object = {};
    columns.forEach((name, index) => {
      Object.defineProperty(object, name, { value: row[index], enumerable: true, writable: true, configurable: true });
    });
    return object;
  };
}
