// always
// deferred: dispatchOther
// Events that are no request: scheduled, queue … Their files say what the argument and the result are (internals.events).
// Events that call no handler of the Worker's have a function of their own, internals.NAMEEvent(event, record): rpc …
(platform) => {
  'use strict';
  const { apply } = platform.natives;
  const { internals, promise, write, enter } = platform;
  return (event, name, record) => {
    const own = internals[`${name}Event`];
    if (own !== undefined) return own(event, JSON.parse(record));
    const context = internals.makeContext?.(event);
    const finish = () => {
      enter(event);
      write(23, event, internals.events[name].result(event));
    };
    const fail = (reason) => {
      finish();
      internals.writeException(event, 'handler', reason);
    };
    try {
      const entry = platform.entryOf(context);
      const handler = entry?.[name];
      if (typeof handler !== 'function') return write(24, event, name);
      const argument = internals.events[name].argument(event, JSON.parse(record));
      const result = apply(handler, entry, [argument, platform.environment, context]);
      promise.then(promise.resolve(result), finish, fail);
    } catch (error) {
      fail(error);
    }
  };
}
