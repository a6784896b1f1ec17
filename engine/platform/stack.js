// The frames of a stack that are the Worker's own, as V8 writes them: "\n    at …" each, or ''. Constructors of the error
// itself are left out, as V8 does.
//
// Lines up to 10,000 are the platform's (engine/compile); the host puts the rest in the learner's terms (engine/stack.py).
(platform) => {
  'use strict';
  const { getPrototypeOf } = Object;

  platform.internals.framesOf = (stack, error) => {
    const makers = new Set();
    for (let holder = error; holder !== null && holder !== Error.prototype; holder = getPrototypeOf(holder)) {
      makers.add(holder.constructor?.name);
    }
    const frames = stack.split('\n').filter((line) => /^\s+at .*<input>:\d{5,}:\d+\)?$/.test(line));
    while (makers.has(/^\s+at (\S+) \(/.exec(frames[0])?.[1])) frames.shift();
    return frames.map((line) => `\n    ${line.trim()}`).join('');
  };
}
