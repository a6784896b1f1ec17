// deferred: printLine
// needs: inspect promise-state
//
// A console line with objects in it. A promise shows the state it has now, which is known one job later: the line is
// amended then.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { attempt } = internals.inspection();

  return (level, values) => {
    const { line, met } = attempt(values);
    platform.log(level, line);
    if (met.length > 0) internals.watchPromises(met, platform.logged(), (known) => attempt(values, known).line);
  };
}
