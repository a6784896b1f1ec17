// deferred: nativeError
// needs: native-message native-detail
//
// The words of V8 for an error that QuickJS has just made, and its stack as QuickJS writes it (stack.js and the host make
// V8's of that).
(platform) => {
  'use strict';
  const { internals, natives } = platform;
  const { apply } = natives;
  const { isError, getOwnPropertyDescriptor, defineProperty, textOf } = natives;

  const call = (site, method) => apply(site[method], site, []);

  // The source line that `site` is in, from where the function begins, and the index in it that the site's column means;
  // whether that may be wrong: QuickJS does not know where `(x) => …` begins right after a bracket or comma.
  const placeOf = (site) => {
    const made = call(site, 'getFunction');
    const whole = apply(textOf, made, []);
    if (whole.startsWith('class')) return ['', 0]; // of a constructor, the text of the class
    const source = whole.split('\n');
    const line = call(site, 'getLineNumber') - made.lineNumber;
    const offset = line === 0 ? made.columnNumber + 1 : 1;
    return [source[line] ?? '', call(site, 'getColumnNumber') - offset, line === 0 && whole[0] === '('];
  };

  // What is called there: the text before "(" that reaches over the column, as V8 writes it.
  const calleeOf = (site) => {
    const [text, index, isUncertain] = placeOf(site);
    const chain = /(new\s+)?((?:[\w$]+|"[^"]*"|'[^']*'|\([^()]*\)|\[[^\]]*\])(?:\s*(?:\?\.|\.)\s*[\w$#]+|\[[^\]]*\]|\([^()]*\)(?=\s*[.[(]))*)(?=\s*[(`])/g;
    const all = [...text.matchAll(chain)];
    const isOnly = isUncertain && all.length === 1;
    for (const found of all) {
      const start = found.index + (found[1]?.length ?? 0);
      const last = start + found[2].length - /[\w$#]*$/.exec(found[2])[0].length;
      const isComputed = found[2].endsWith(']') && Math.abs(index - start) <= 2;
      if (!isComputed && !isOnly && Math.abs(index - last) > 2) continue;
      const name = found[2].replace(/\[(['"])([\w$]+)\1\]/g, '.$2').replace(/\([^()]*\)/g, '(...)').replace('?.', '.').replace(/^(\(\.\.\.\)|import\.meta\b)/, '(intermediate value)');
      return [name, found[1] !== undefined];
    }
    return undefined;
  };

  // V8 places `new X()` at its first letter, QuickJS at the X.
  const columnOf = (site) => {
    const column = call(site, 'getColumnNumber');
    try {
      const [text, index] = placeOf(site); // one more where the function begins its line
      return column - (/new\s+$/.exec(text.slice(0, index)) ?? /new\s+$/.exec(text.slice(0, index + 1)))[0].length;
    } catch {
      return column;
    }
  };

  // Messages that native-detail.js completes from the source. (Those of the Worker's own errors come by here, too.)
  const unfinished = /^(value is not iterable|invalid number of digits|invalid repeat count|object is not extensible|invalid 'in' operand|class constructors must be invoked with 'new'|invalid array index|invalid array buffer length|'[\w$]+' is read-only|expecting '\)'|nothing to repeat|invalid class range|group name not defined|invalid group|could not delete property)$/;
  const detailOf = (message, sites) => {
    if (/x/.exec !== internals.exec || !unfinished.test(message) || sites.length === 0) return message;
    const isInside = call(sites[0], 'isNative') || message.startsWith('class');
    const site = sites[isInside ? 1 : 0];
    if (site === undefined || call(site, 'isNative')) return message;
    const [text, index] = placeOf(site);
    return internals.nativeDetail(message, text, index, isInside ? call(sites[0], 'getFunctionName') : '') ?? message;
  };

  const wordsFor = (message, sites) => {
    if (message !== 'not a function' && message !== 'not a constructor') {
      const words = internals.nativeMessage(message);
      return words === message ? detailOf(message, sites) : words;
    }
    if (/x/.exec !== internals.exec) return message; // what stands in its place may never end
    const callee = sites.length > 0 && !call(sites[0], 'isNative') ? calleeOf(sites[0]) : undefined;
    if (callee === undefined) return message;
    const [name, isNew] = callee;
    return `${name} is not a ${isNew || message === 'not a constructor' ? 'constructor' : 'function'}`;
  };

  // Where a `using` declaration is left by an error (probes are written so), QuickJS asks again, from further out.
  const stacks = new natives.WeakMap();
  const { get, set } = internals.weakMap;

  const written = (error, sites) => {
    const known = apply(get, stacks, [error]);
    if (known !== undefined) return known;
    let stack = '';
    for (let i = 0; i < sites.length; i++) {
      const site = sites[i];
      const place = call(site, 'isNative')
        ? 'native'
        : `${call(site, 'getFileName')}:${call(site, 'getLineNumber')}:${columnOf(site)}`;
      stack += `    at ${call(site, 'getFunctionName') || '<anonymous>'} (${place})\n`;
    }
    const message = isError(error) ? getOwnPropertyDescriptor(error, 'message') : undefined;
    if (typeof message?.value === 'string') {
      try {
        const words = wordsFor(message.value, sites);
        if (words !== message.value) defineProperty(error, 'message', { ...message, value: words });
      } catch {
        // The engine's own words will do.
      }
    }
    if (isError(error)) apply(set, stacks, [error, stack]);
    return stack;
  };

  // The engine looks at the CPU limit at every ten thousandth call or jump, and goes on as if nothing had been where that
  // is in here: a loop that throws and catches could go on for ever. So after having been cut off once (`isWriting`
  // stays) the hook is gone, and the jumps of each call before differ in number, so that no two looks need fall alike.
  let isWriting = false;
  let calls = 0;
  return (error, sites) => {
    if (isWriting) {
      natives.Error.prepareStackTrace = undefined;
      return '';
    }
    isWriting = true;
    try {
      for (let i = calls++ % 13; i > 0; i--);
      return written(error, sites);
    } finally {
      isWriting = false;
    }
  };
}
