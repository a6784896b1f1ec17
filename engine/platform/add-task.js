// always
// deferred: addTask
// ctx.waitUntil: the event lives on until the promise settles. https://developers.cloudflare.com/workers/runtime-apis/context/
(platform) => {
  'use strict';
  const { write, promise, internals } = platform;
  const counts = platform.natives.create(null); // of each event that is not over
  internals.forgetTasks = (event) => {
    delete counts[event];
  };
  return (event, value) => {
    const task = (counts[event] ?? 0) + 1;
    counts[event] = task;
    write(14, event, task);
    promise.then(
      promise.resolve(value),
      () => write(15, event, task, 1),
      (reason) => {
        internals.writeException(event, 'waitUntil', reason);
        write(15, event, task, 0);
      },
    );
  };
}
