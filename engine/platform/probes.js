// What the learner's code says about itself while it runs; the calls are compiled in (engine/compile). Loaded only then.
// needs: cpu function-text
//
// Each probe also queues a marker job. The queue is first in, first out, so a job that runs after marker k and before
// marker k+1 was queued between probes k and k+1. The marker also brings back the event whose probe it was.
(platform) => {
  'use strict';
  const { write, enter, event, size, tick } = platform;
  const nativeQueueMicrotask = queueMicrotask;
  const { defineProperty, setPrototypeOf } = Object;
  const global = globalThis;
  const { accountOf, stop } = platform.internals.cpu;

  // Nanoseconds of model CPU that a statement costs, whatever it does: the order of magnitude of a simple statement of
  // an optimized V8. Too little to be seen beside I/O, and enough that a long loop meets the CPU limit.
  const STATEMENT = 10;

  // Past this many entries in one job nothing more is said: a long loop would fill the heap with its own trace.
  const TOO_MANY = 600000;
  const marked = setPrototypeOf([], null); // the event of each marker that has not run
  let head = 0;
  let tail = 0;
  let frames = 0;

  const marker = () => {
    tick(marked[head++]);
    if (head === tail) {
      head = 0;
      tail = 0;
    }
  };
  const mark = () => {
    marked[tail++] = event();
    nativeQueueMicrotask(marker);
  };

  // A promise that another event awaited first belongs to that event: who waits for it is not hung while that one lives.
  const owners = new WeakMap();
  const { get, set } = WeakMap.prototype;
  const { apply } = Reflect;
  const isInstance = Function.prototype[Symbol.hasInstance];
  const NativePromise = Promise;
  // Asked of its prototypes, not of its `then`: that may be a getter, which runs once for `await` and never for us.
  const isPromise = (value) => {
    try {
      return typeof value === 'object' && value !== null && apply(isInstance, NativePromise, [value]);
    } catch {
      return false;
    }
  };
  const leanOn = (promise, waiter) => {
    const owner = apply(get, owners, [promise]);
    if (owner === undefined) apply(set, owners, [promise, waiter]);
    else if (owner !== waiter) write(26, waiter, owner);
  };

  const probes = {
    enter(probe) {
      const cpu = accountOf(event());
      if (cpu.over) stop(cpu);
      const frame = { __proto__: null, id: ++frames, event: cpu.event, cpu };
      if (size() < TOO_MANY) {
        write(2, frame.event, probe, frame.id);
        mark();
      }
      return frame;
    },
    leave(frame) {
      if (size() > TOO_MANY) return;
      write(3, frame.id);
      mark();
    },
    statement: platform.statementProbe(STATEMENT, stop, mark, TOO_MANY),
    suspend(probe, frame, value) {
      if (isPromise(value)) leanOn(value, frame.event);
      if (size() < TOO_MANY) {
        write(4, probe, frame.id);
        mark();
      }
      return value;
    },
    resume(probe, frame, value) {
      enter(frame.event);
      if (frame.cpu.over) stop(frame.cpu);
      if (size() < TOO_MANY) {
        write(5, probe, frame.id);
        mark();
      }
      return value;
    },
    module: (specifier) => platform.internals.platformModule(specifier),
  };

  platform.internals.probes = probes; // node-async-hooks.js adds to them

  // The joined module's first line takes the probes and leaves nothing behind.
  defineProperty(global, '$workerscope', {
    configurable: true,
    value: () => {
      delete global.$workerscope;
      return probes;
    },
  });
}
