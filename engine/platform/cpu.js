// Model CPU: what an event has used, in whole nanoseconds: so much a statement (probes.js) and what spin.js says. It is
// the same on every machine. An event that goes past its limit is stopped by throwing, here and at each of its later
// probes: whatever the learner catches, no further statement of that event runs. The host ends it after the turn.
(platform) => {
  'use strict';
  const { write, event } = platform;
  const { min } = Math;
  const accounts = Object.create(null); // of each event: {used, spun, told, limit: nanoseconds; over}
  const stopped = new Error('Worker exceeded CPU time limit.'); // made now: later, a learner may have changed how
  let limit = Infinity;
  let last = null;

  // Global scope (event 0) has a limit of another kind: the start-up time (engine/startup.py), a second.
  const accountOf = (id) => {
    if (last !== null && last.event === id) return last;
    last = accounts[id] ??= {
      __proto__: null, event: id, used: 0, spun: 0, told: 0, limit: id === 0 ? 1000000000 : limit, over: false,
    };
    return last;
  };
  const stop = (account) => {
    account.used = account.limit;
    if (!account.over) write(33, account.event);
    account.over = true;
    throw stopped;
  };

  platform.internals.cpu = {
    accountOf,
    stop,
    spend(nanoseconds) {
      const account = accountOf(event());
      const room = account.limit - account.used;
      // The clock moves by spins alone, so that a cut one ends at a round time: statements are too small to be seen.
      if (!account.over) platform.burn(min(nanoseconds, account.limit - account.spun) / 1000000);
      if (nanoseconds > room) stop(account);
      account.used += nanoseconds;
      account.spun += nanoseconds;
    },
    setLimit(nanoseconds) {
      limit = nanoseconds;
    },
    // One record for each event that has used some since it was last asked.
    tell() {
      for (const id in accounts) {
        const account = accounts[id];
        if (account.used === account.told) continue;
        write(34, account.event, account.used - account.told);
        account.told = account.used;
      }
    },
    forget(id) {
      delete accounts[id];
      if (last !== null && last.event === id) last = null;
    },
  };
}
