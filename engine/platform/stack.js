// The frames of a stack that are the Worker's own, as V8 writes them: "\n    at …" each, or ''.
//
// Lines up to 10,000 are the platform's (engine/compile); the host puts the rest in the learner's terms (engine/stack.py).
(platform) => {
  'use strict';
  platform.internals.framesOf = (stack) =>
    stack
      .split('\n')
      .filter((line) => /^\s+at .*<input>:\d{5,}:\d+\)?$/.test(line))
      .map((line) => `\n    ${line.trim()}`)
      .join('');
}
