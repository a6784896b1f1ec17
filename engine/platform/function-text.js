// What `String(f)` gives where probes are compiled in: the function as its author wrote it. Loaded with the probes only.
// spec: https://tc39.es/ecma262/#sec-function.prototype.tostring
//
// The text that the engine knows has the probes in it. It is looked up in the joined text, each piece of which is known
// to be the author's or ours; `written.pieces` (engine/compile/compiled.py) says so. That is compiled at the first need.
(platform) => {
  'use strict';
  const { internals, natives } = platform;
  const { apply, defineProperty, textOf } = natives;
  const { indexOf, slice, replace } = String.prototype;
  const { TypeError } = natives.types;
  const { get: lineOf } = Object.getOwnPropertyDescriptor(Function.prototype, 'lineNumber');
  const FIRST_LINE = 10001; // where the learner's code begins; platform code has lines below it

  // Of each file that has our pieces in it: [kept, author's, ours, kept, author's, ours, … kept], and both whole texts.
  let files;
  const readFiles = () => {
    files = [];
    const all = internals.writtenPieces();
    for (let i = 0; i < all.length; i++) {
      const pieces = all[i];
      let joined = '';
      for (let j = 0; j < pieces.length; j++) if (j % 3 !== 1) joined += pieces[j];
      defineProperty(files, i, { __proto__: null, value: { pieces, joined } });
    }
  };

  // The author's text of the part of a file's joined text from `start` to `end`.
  const authored = (pieces, start, end) => {
    let text = '';
    let at = 0; // in the joined text
    for (let i = 0; i < pieces.length && at < end; i++) {
      const piece = pieces[i];
      if (i % 3 === 1) {
        if (at > start && at + pieces[i + 1].length <= end) text += piece;
        continue;
      }
      const after = at + piece.length;
      if (i % 3 === 0 && after > start) {
        text += apply(slice, piece, [start > at ? start - at : 0, end < after ? end - at : piece.length]);
      }
      at = after;
    }
    return text;
  };

  const written = (source) => {
    if (files === undefined) readFiles();
    for (let i = 0; i < files.length; i++) {
      const { pieces, joined } = files[i];
      const start = apply(indexOf, joined, [source]);
      if (start >= 0) return authored(pieces, start, start + source.length);
    }
    return source;
  };

  const { toString } = {
    toString() {
      if (typeof this !== 'function') {
        throw new TypeError("Function.prototype.toString requires that 'this' be a Function");
      }
      const source = apply(textOf, this, []);
      const line = apply(lineOf, this, []);
      if (line >= FIRST_LINE) return apply(indexOf, source, ['$']) < 0 ? source : written(source);
      if (apply(indexOf, source, ['function anonymous(']) === 0) return source; // made by `new Function`
      if (typeof line === 'number') return `function ${this.name}() { [native code] }`;
      return apply(replace, source, [/\s+/g, ' ']); // native: V8 writes it on one line
    },
  };
  defineProperty(Function.prototype, 'toString', {
    __proto__: null, value: toString, writable: true, configurable: true, enumerable: false,
  });
}
