// provides: console
// needs: print-line
// spec: https://console.spec.whatwg.org/
//
// Five methods print, as in the real runtime; the others (table, group, count, dir, time …) exist and print nothing
// there either. Text and other primitives are put together here; anything else calls for print-line.js, whose code is
// compiled only then.
(platform) => {
  'use strict';
  const { internals } = platform;
  const NativeString = String;
  const { is } = Object;

  const textOf = (value) => {
    switch (typeof value) {
      case 'string':
        return value;
      case 'bigint':
        return value + 'n';
      case 'number':
        return is(value, -0) ? '-0' : '' + value;
      default:
        return NativeString(value);
    }
  };

  // The text of a line; undefined where print-line.js has to make it.
  const lineOf = (values) => {
    let line = '';
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      const type = typeof value;
      if (type === 'function' || (type === 'object' && value !== null)) return undefined;
      if (i > 0) line += ' ';
      else if (type === 'string' && values.length > 1 && value.includes('%')) return undefined;
      line += textOf(value);
    }
    return line;
  };

  const console = {};
  for (const level of ['debug', 'error', 'info', 'log', 'warn']) {
    console[level] = {
      [level](...values) {
        const line = lineOf(values);
        if (line === undefined) internals.printLine(level, values);
        else platform.log(level, line);
      },
    }[level];
  }
  const silent =
    'dir dirxml table trace group groupCollapsed groupEnd clear count countReset assert profile profileEnd time timeLog timeEnd timeStamp context';
  for (const name of silent.split(' ')) console[name] = { [name]() {} }[name];
  Object.defineProperty(console, Symbol.toStringTag, { value: 'console', configurable: true });
  platform.expose('console', console);
}
