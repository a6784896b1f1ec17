// provides: spin
// needs: cpu
//
// The course's own helper, not Cloudflare's: spin(ms) stands for code that computes for so long. It spends the event's
// CPU time and keeps the isolate's one thread; the clock moves when it is over.
(platform) => {
  'use strict';
  const NativeTypeError = TypeError;
  const { min, round } = Math;
  const LONGEST = 3600000; // the most that one call can burn: an hour
  const { spend } = platform.internals.cpu;
  const { spin } = {
    spin(milliseconds) {
      const time = +milliseconds;
      if (!(time >= 0 && time < Infinity)) throw new NativeTypeError('spin(ms) takes the number of milliseconds to compute for.');
      spend(round(min(time, LONGEST) * 1000000));
    },
  };
  platform.expose('spin', spin);
}
