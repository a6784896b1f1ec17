// binding: d1
// needs: interface bytes sql-value
// spec: https://developers.cloudflare.com/d1/worker-api/
//
// A D1 database: statements are prepared here and run by the host (engine/services/d1.py).
(platform) => {
  'use strict';
  const { internals } = platform;
  const { then, reject } = platform.promise;
  const { isArray } = Array;
  const { isInteger } = Number;
  const NativeError = Error;

  // D1's errors say what went wrong twice: behind the prefix, and as the cause.
  const failure = (message, cause) => new NativeError(message, { cause: new NativeError(cause) });
  const caused = (error) => {
    const { reason } = error;
    if (reason === undefined) return reject(error);
    return reject(failure(error.message, reason));
  };
  const attempt = (action) => {
    try {
      return action();
    } catch (error) {
      return reject(error);
    }
  };

  const isByte = (value) => isInteger(value) && value >= 0 && value < 256;
  const bound = (value) => {
    if (value === null || typeof value === 'number' || typeof value === 'string') return value;
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (isArray(value) && value.every(isByte)) return internals.sqlValue(new Uint8Array(value));
    if (typeof value === 'object' && internals.bytesOf(value) !== undefined) return internals.sqlValue(value);
    const what = `Type '${typeof value}' not supported for value '${internals.toText(value)}'`;
    throw failure(`D1_TYPE_ERROR: ${what}`, what);
  };
  const fromRow = (row) => row.map((value) => internals.fromSql(value, (bytes) => [...bytes]));
  const table = ({ columns, rows }) => ({ columns, rows: rows.map(fromRow) });
  const whole = (result) => {
    const { columns, rows } = table(result);
    return { success: true, meta: result.meta, results: rows.map((row) => internals.rowObject(columns, row)) };
  };

  const contents = new WeakMap(); // statement → {session, sql, values}
  const contentsOf = (statement) => contents.get(statement) ?? internals.refuse('this');

  // Sends statements to the session's database, all or nothing. `convert` gets their results.
  const query = (session, statements, convert) => {
    const details = { database: session.database, statements: statements.map(({ sql, values }) => [sql, values]) };
    const target = statements.map(({ sql }) => sql).join('; ');
    const answer = platform.operation('d1.query', target, details, ({ results, bookmark }) => {
      session.bookmark = bookmark;
      return convert(results);
    });
    return then(answer, undefined, caused);
  };
  const prepared = (session, sql, values = []) => {
    const statement = new D1PreparedStatement();
    contents.set(statement, { session, sql: internals.toText(sql), values });
    statement.statement = internals.toText(sql);
    statement.params = values;
    return statement;
  };

  class D1PreparedStatement {
    bind(...values) {
      const { session, sql } = contentsOf(this);
      return prepared(session, sql, values.map(bound));
    }
    first(column) {
      return attempt(() => {
        const own = contentsOf(this);
        return query(own.session, [own], ([result]) => {
          const [row] = whole(result).results;
          if (row === undefined) return null;
          if (column === undefined) return row;
          if (row[column] !== undefined) return row[column];
          throw failure(`D1_COLUMN_NOTFOUND: Column not found (${column})`, 'Column not found');
        });
      });
    }
    all() {
      return attempt(() => {
        const own = contentsOf(this);
        return query(own.session, [own], ([result]) => whole(result));
      });
    }
    run() {
      return this.all();
    }
    raw(options) {
      return attempt(() => {
        const own = contentsOf(this);
        return query(own.session, [own], ([result]) => {
          const { columns, rows } = table(result);
          return options?.columnNames ? [columns, ...rows] : rows;
        });
      });
    }
  }

  const batch = (session, statements) => attempt(() => query(session, [...statements].map(contentsOf), (results) => results.map(whole)));
  class D1DatabaseSession {
    #session;
    constructor(session) {
      this.#session = session;
    }
    prepare(sql) {
      return prepared(this.#session, sql);
    }
    batch(statements) {
      return batch(this.#session, statements);
    }
    getBookmark() {
      return this.#session.bookmark;
    }
  }
  class D1Database {
    #session;
    constructor(database) {
      this.#session = { database, bookmark: null };
    }
    prepare(sql) {
      return prepared(this.#session, sql);
    }
    batch(statements) {
      return batch(this.#session, statements);
    }
    // One statement a line, without parameters.
    exec(sql) {
      return attempt(() => {
        const lines = internals.toText(sql).trim().split('\n');
        const { database } = this.#session;
        return then(platform.operation('d1.exec', lines.join('; '), { database, lines }), undefined, caused);
      });
    }
    withSession(start) {
      const given = start === undefined || start === null ? '' : internals.toText(start).trim();
      const bookmark = given === '' || given.startsWith('first-') ? null : given;
      return new D1DatabaseSession({ database: this.#session.database, bookmark });
    }
    dump() {
      return reject(new NativeError('dump() is deprecated on Cloudflare and not part of this engine: use all() on each table.'));
    }
  }

  internals.bindings ??= Object.create(null);
  internals.bindings.d1 = ({ database }) => new D1Database(database);
}
