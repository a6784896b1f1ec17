// deferred: watchPromises
//
// Whether a promise has settled cannot be asked; only awaited. So console.log writes "<pending>" at once, reacts to the
// promise, and queues one more job: a promise that was settled when it was printed has answered before that job runs,
// because the queue is first in, first out. The host then puts the right text in the line's place. The jobs of this
// file are none of the Worker's: each says so (record 27), and the trace leaves it out.
(platform) => {
  'use strict';
  const { observe } = platform.promise;
  const later = platform.natives.queueMicrotask;
  const OBSERVED = 27;

  // line: its number. amend: called with a Map promise → {rejected, value}; gives the text that is right.
  return (promises, line, amend) => {
    const event = platform.event();
    const settled = new Map();
    const silent = () => platform.write(OBSERVED, event, 0, '');
    for (const promise of promises) {
      const answer = (rejected) => (value) => {
        settled.set(promise, { rejected, value });
        silent();
      };
      observe(promise, answer(false), answer(true));
    }
    later(() => {
      if (settled.size === 0) return silent();
      platform.write(OBSERVED, event, platform.logged() - line, amend(settled));
    });
  };
}
