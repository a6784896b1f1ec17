// The kernel of an isolate: the only JavaScript the host talks to.
//
// Nothing in an isolate can call the host. What JavaScript wants done it writes into the outbox, one flat list of
// numbers and strings; the host takes the list between jobs (`drain`) and calls back in with answers. A flat list of
// primitives cannot be changed by a learner who replaces `toJSON`, `Array.prototype` or `Promise.prototype.then`.
// Every built-in used after learner code has run is captured here, before any of it runs.
(environment, seed) => {
  'use strict';
  const { stringify, parse } = JSON;
  const { apply, get } = Reflect;
  const { defineProperty, setPrototypeOf, create, freeze } = Object;
  const NativePromise = Promise;
  const nativeThen = Promise.prototype.then;
  const nativeResolve = Promise.resolve;
  const nativeReject = Promise.reject;
  const nativeQueueMicrotask = queueMicrotask;
  const objectToString = Object.prototype.toString;
  const NativeString = String;
  const NativeError = Error;
  const NativeTypeError = TypeError;
  const errorTypes = [TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError];
  const errorNames = ['TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'EvalError', 'URIError'];
  const hasInstance = Function.prototype[Symbol.hasInstance];
  const NativeUint8Array = Uint8Array;
  const compile = Function;
  const nativeJoin = Array.prototype.join;
  const global = globalThis;

  // ---- outbox: codes are those of engine/outbox.py ----
  const outbox = setPrototypeOf([], null);
  let size = 1; // entry 0: how many marker jobs ran (a concatenation would be a rope, which the binding cannot take)
  let ticks = 0;

  // ---- the current event: whose turn this is ----
  let current = 0;
  let clock = 0;

  const EXCEPTION = 17;

  const isInstance = (value, type) => apply(hasInstance, type, [value]);

  // Never throws, whatever `thrown` is: getters, proxies and `toString` of the learner's may.
  const safely = (read, fallback) => {
    try {
      return read();
    } catch {
      return fallback;
    }
  };

  // How workerd names what was thrown (tests/conformance: error-throw-non-errors, error-native-messages).
  const describe = (thrown) => {
    if (thrown === null || (typeof thrown !== 'object' && typeof thrown !== 'function')) {
      return { name: 'Error', message: safely(() => NativeString(thrown), ''), stack: '' };
    }
    const isError = safely(() => isInstance(thrown, NativeError), false);
    if (!isError) {
      const tag = safely(() => apply(objectToString, thrown, []), '[object Object]');
      const type = safely(() => thrown.constructor.name, '') || 'Object';
      const isArray = tag === '[object Array]';
      return { name: 'Error', message: isArray ? tag : '#<' + type + '>', stack: '' };
    }
    let name = 'Error';
    for (let i = 0; i < errorTypes.length; i++) {
      if (isInstance(thrown, errorTypes[i])) name = errorNames[i];
    }
    const message = safely(() => NativeString(thrown.message), '');
    const stack = safely(() => NativeString(thrown.stack), '');
    const said = safely(() => NativeString(thrown.name), name);
    if (platform.internals.isDOMException?.(thrown)) return { name: 'DOMException(' + said + ')', message, stack };
    // workerd keeps the built-in type and folds a name of the program's own into the message.
    const own = said !== name && said !== '';
    return { name, message: own ? (message ? said + ': ' + message : said) : message, stack };
  };

  const writeException = (event, where, thrown) => {
    const { name, message, stack } = describe(thrown);
    outbox[size++] = EXCEPTION;
    outbox[size++] = event;
    outbox[size++] = where;
    outbox[size++] = name;
    outbox[size++] = message;
    outbox[size++] = stack;
  };

  // ---- randomness: seeded, so that the same run gives the same trace (xoshiro128**, Blackman and Vigna) ----
  let a = seed | 0;
  let b = (seed ^ 0x9e3779b9) | 0;
  let c = (seed * 0x85ebca6b) | 0;
  let d = 0x2545f491;
  const random32 = () => {
    const product = (b * 5) | 0;
    const result = (((product << 7) | (product >>> 25)) * 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  for (let i = 0; i < 16; i++) random32();

  // ---- operations: I/O asked of the host ----
  const pending = create(null);
  let nextOperation = 1;

  const scopeMessage =
    'Disallowed operation called within global scope. Asynchronous I/O (ex: fetch() or connect()), setting a timeout, and ' +
    'generating random values are not allowed within global scope. To fix this error, perform this operation within a ' +
    'handler. https://developers.cloudflare.com/workers/runtime-apis/handlers/';

  // ---- timers ----
  const timers = create(null);
  const timerCounts = create(null); // of each event: {active, finished}
  let nextTimer = 1;

  const platform = {
    internals: create(null),
    environment: parse(environment),
    expose(name, value) {
      defineProperty(global, name, { value, writable: true, configurable: true, enumerable: false });
    },
    // A file kept as text until its function `name` is first called: compiling is most of what a file costs.
    defer(name, code) {
      platform.internals[name] = (...values) => {
        platform.internals[name] = compile('return ' + code)()(platform);
        return platform.internals[name](...values);
      };
    },
    event: () => current,
    requireEvent() {
      if (current === 0) throw new NativeError(scopeMessage);
    },
    operation(name, target, details) {
      platform.requireEvent();
      const id = nextOperation++;
      outbox[size++] = 13;
      outbox[size++] = current;
      outbox[size++] = id;
      outbox[size++] = NativeString(name);
      outbox[size++] = NativeString(target);
      outbox[size++] = stringify(details) ?? 'null';
      return new NativePromise((resolve, reject) => {
        pending[id] = { resolve, reject, event: current };
      });
    },
    timer(callback, delay, repeats) {
      platform.requireEvent();
      const id = nextTimer++;
      timers[id] = { callback, event: current, repeats };
      platform.timerCount().active++;
      outbox[size++] = 11;
      outbox[size++] = current;
      outbox[size++] = id;
      outbox[size++] = +delay;
      outbox[size++] = repeats ? 1 : 0;
      return id;
    },
    clearTimer(id) {
      const timer = timers[id];
      if (timer === undefined || timer.event !== current) return;
      delete timers[id];
      platform.timerCount().active--;
      outbox[size++] = 12;
      outbox[size++] = current;
      outbox[size++] = id;
    },
    timerCount: () => (timerCounts[current] ??= { active: 0, finished: 0 }),
    log(level, message) {
      outbox[size++] = 10;
      outbox[size++] = current;
      outbox[size++] = NativeString(level);
      outbox[size++] = NativeString(message);
    },
    now: () => (current === 0 ? 0 : clock),
    random: () => (random32() >>> 5) / 134217728,
    randomBytes(length) {
      const bytes = new NativeUint8Array(length);
      for (let i = 0; i < length; i++) bytes[i] = random32() >>> 24;
      return bytes;
    },
    run(event, callback) {
      const before = current;
      current = event;
      try {
        return callback();
      } finally {
        current = before;
      }
    },
    burn(milliseconds) {
      outbox[size++] = 21;
      outbox[size++] = current;
      outbox[size++] = +milliseconds;
    },
    exception: writeException,
    describe,
    promise: freeze({
      then: (promise, fulfilled, rejected) => apply(nativeThen, promise, [fulfilled, rejected]),
      resolve: (value) => apply(nativeResolve, NativePromise, [value]),
      reject: (reason) => apply(nativeReject, NativePromise, [reason]),
    }),
  };

  // ---- probes: what the learner's code says about itself while it runs (compiled in) ----
  // Each probe also queues a marker job. The queue is first in, first out, so a job that runs after marker k and before
  // marker k+1 was queued between probes k and k+1. The marker also brings back the event whose probe it was.
  // Past `tooMany` entries in one job nothing more is said (a long loop would fill the heap with its own trace).
  const tooMany = 600000;
  const marked = [];
  setPrototypeOf(marked, null);
  let head = 0;
  let tail = 0;
  let nextFrame = 1;

  const tick = () => {
    ticks++;
    current = marked[head++];
    if (head === tail) {
      head = 0;
      tail = 0;
    }
  };
  const mark = () => {
    marked[tail++] = current;
    nativeQueueMicrotask(tick);
  };
  const probes = {
    enter(probe) {
      const frame = { id: nextFrame++, event: current };
      if (size > tooMany) return frame;
      outbox[size++] = 2;
      outbox[size++] = current;
      outbox[size++] = probe;
      outbox[size++] = frame.id;
      mark();
      return frame;
    },
    leave(frame) {
      if (size > tooMany) return;
      outbox[size++] = 3;
      outbox[size++] = frame.id;
      mark();
    },
    statement(probe, frame) {
      current = frame.event;
      if (size > tooMany) return;
      outbox[size++] = 1;
      outbox[size++] = probe;
      outbox[size++] = frame.id;
      mark();
    },
    suspend(probe, frame, value) {
      if (size > tooMany) return value;
      outbox[size++] = 4;
      outbox[size++] = probe;
      outbox[size++] = frame.id;
      mark();
      return value;
    },
    resume(probe, frame, value) {
      current = frame.event;
      if (size > tooMany) return value;
      outbox[size++] = 5;
      outbox[size++] = probe;
      outbox[size++] = frame.id;
      mark();
      return value;
    },
    module: (specifier) => platform.internals.platformModule(specifier),
  };

  // ---- commands of the host ----
  let exported = null;
  let tasks = create(null);

  const rejected = (event, where) => (reason) => {
    current = event;
    writeException(event, where, reason);
  };

  const onLoaded = (namespace) => {
    exported = namespace;
    outbox[size++] = 30;
  };
  const onLoadFailed = (reason) => writeException(0, 'global scope', reason);

  const addTask = (event, promise) => {
    const task = (tasks[event] ?? 0) + 1;
    tasks[event] = task;
    outbox[size++] = 14;
    outbox[size++] = event;
    outbox[size++] = task;
    const settled = (ok) => (reason) => {
      if (!ok) writeException(event, 'waitUntil', reason);
      outbox[size++] = 15;
      outbox[size++] = event;
      outbox[size++] = task;
      outbox[size++] = ok ? 1 : 0;
    };
    platform.promise.then(platform.promise.resolve(promise), settled(true), settled(false));
  };

  const pump = (event, reader) => {
    platform.promise.then(
      reader(),
      (chunk) => {
        if (chunk.done) {
          outbox[size++] = 19;
          outbox[size++] = event;
          return;
        }
        outbox[size++] = 18;
        outbox[size++] = event;
        outbox[size++] = chunk.base64 === undefined ? 't' : 'b';
        outbox[size++] = chunk.base64 ?? chunk.text;
        pump(event, reader);
      },
      (reason) => {
        outbox[size++] = 20;
        outbox[size++] = event;
        writeException(event, 'body', reason);
      },
    );
  };

  const writeResponse = (event, record) => {
    const { status, statusText, headers, body } = record;
    outbox[size++] = 16;
    outbox[size++] = event;
    outbox[size++] = status;
    outbox[size++] = statusText;
    let kind = 'none';
    let data = '';
    if (body !== null) {
      if (body.text !== undefined) {
        kind = 'text';
        data = body.text;
      } else if (body.base64 !== undefined) {
        kind = 'base64';
        data = body.base64;
      } else kind = 'stream';
    }
    outbox[size++] = kind;
    outbox[size++] = data;
    outbox[size++] = headers.length;
    for (let i = 0; i < headers.length; i++) {
      outbox[size++] = headers[i][0];
      outbox[size++] = headers[i][1];
    }
    if (kind === 'stream') pump(event, body.stream);
  };

  const respond = (event, value, wrong) => {
    current = event;
    try {
      const record = platform.internals.responseRecord(value);
      if (record === null) throw new NativeTypeError(wrong);
      writeResponse(event, record);
    } catch (error) {
      writeException(event, 'handler', error);
    }
  };

  const isThenable = (value) =>
    value !== null && (typeof value === 'object' || typeof value === 'function') && typeof value.then === 'function';

  const noResponse = "Incorrect type for Promise: the Promise did not resolve to 'Response'.";
  const notAPromise = "Callback returned incorrect type; expected 'Promise'";

  // The object whose methods are the handlers: the default export, or a fresh one where it is a WorkerEntrypoint class.
  const entryOf = (event, context) => {
    const entry = exported.default;
    if (typeof entry === 'function' && platform.internals.isEntrypointClass?.(entry)) {
      return new entry(context, platform.environment);
    }
    return entry;
  };

  const missing = (event, name) => {
    outbox[size++] = 24;
    outbox[size++] = event;
    outbox[size++] = name;
  };

  const dispatchFetch = (event, record) => {
    const context = platform.internals.makeContext(event);
    let result;
    try {
      const request = platform.internals.requestFrom(parse(record));
      const entry = entryOf(event, context);
      const handler = entry?.fetch;
      if (typeof handler !== 'function') return missing(event, 'fetch');
      result = apply(handler, entry, [request, platform.environment, context]);
      if (!isThenable(result)) return respond(event, result, notAPromise);
    } catch (error) {
      return writeException(event, 'handler', error);
    }
    platform.promise.then(
      platform.promise.resolve(result),
      (value) => respond(event, value, noResponse),
      rejected(event, 'handler'),
    );
  };

  const dispatchOther = (event, name, record) => {
    const context = platform.internals.makeContext(event);
    let result;
    const finish = () => {
      current = event;
      outbox[size++] = 23;
      outbox[size++] = event;
      outbox[size++] = platform.internals.events[name].result(event);
    };
    try {
      const entry = entryOf(event, context);
      const handler = entry?.[name];
      if (typeof handler !== 'function') return missing(event, name);
      const argument = platform.internals.events[name].argument(event, parse(record));
      result = apply(handler, entry, [argument, platform.environment, context]);
    } catch (error) {
      finish();
      return writeException(event, 'handler', error);
    }
    platform.promise.then(platform.promise.resolve(result), finish, (reason) => {
      finish();
      writeException(event, 'handler', reason);
    });
  };

  // The joined module's first line takes the probes and leaves nothing behind (engine/compile).
  defineProperty(global, '$workerscope', {
    configurable: true,
    value: () => {
      delete global.$workerscope;
      return probes;
    },
  });
  platform.addTask = addTask;
  platform.passThrough = (event) => {
    outbox[size++] = 22;
    outbox[size++] = event;
  };
  platform.abort = (event, reason) => writeException(event, 'handler', reason);

  // One door for the host: a command number, then its arguments.
  platform.host = (command, first, second, third) => {
    switch (command) {
      case 0: {
        // drain: '' nothing, '1' a marker ran and nothing else, else [ticks, ...outbox]
        const ran = ticks;
        if (size === 1 && ran < 2) {
          ticks = 0;
          return ran === 0 ? '' : '1';
        }
        outbox[0] = ran;
        const text = stringify(outbox);
        outbox.length = 0;
        size = 1;
        ticks = 0;
        return text;
      }
      case 1: // the learner's module has been evaluated: fetch its namespace
        current = 0;
        platform.promise.then(import('<input>'), onLoaded, onLoadFailed);
        return '';
      case 2: // dispatch(event, handler, record)
        current = first;
        if (second === 'fetch') dispatchFetch(first, third);
        else dispatchOther(first, second, third);
        return '';
      case 3: {
        // a timer's time has come
        const timer = timers[first];
        if (timer === undefined) return '';
        current = timer.event;
        if (!timer.repeats) {
          delete timers[first];
          platform.timerCount().active--;
          platform.timerCount().finished++;
        }
        try {
          apply(timer.callback, undefined, []);
        } catch (error) {
          writeException(timer.event, 'timer', error);
        }
        return '';
      }
      case 4: {
        // an operation is answered: settle(id, '' or error type, JSON)
        const operation = pending[first];
        if (operation === undefined) return '';
        delete pending[first];
        current = operation.event;
        const answer = parse(third);
        if (second === '') operation.resolve(answer);
        else operation.reject(platform.errorFrom(answer));
        return '';
      }
      case 5: // the clock
        clock = first;
        return '';
      case 6: // an event is over: forget what it left
        for (const id in timers) if (timers[id].event === first) delete timers[id];
        delete timerCounts[first];
        for (const id in pending) if (pending[id].event === first) delete pending[id];
        delete tasks[first];
        return '';
      case 7: // what the module exports, for the host's checks at load: name, type pairs
        return stringify(describeExports());
      default:
        return '';
    }
  };

  platform.errorFrom = ({ name, message }) => {
    const index = errorNames.indexOf(name);
    if (index >= 0) return new errorTypes[index](message);
    if (name === 'Error' || platform.internals.domException === undefined) return new NativeError(message);
    return platform.internals.domException(message, name);
  };

  const describeExports = () => {
    const list = setPrototypeOf([], null);
    let count = 0;
    for (const name in exported) {
      const value = get(exported, name);
      list[count++] = name;
      list[count++] = value === null ? 'null' : typeof value;
      list[count++] = safely(() => classOf(value), '');
    }
    return list;
  };
  const classOf = (value) => {
    if (typeof value !== 'function') return '';
    if (platform.internals.isEntrypointClass?.(value)) return 'entrypoint';
    if (platform.internals.isDurableObjectClass?.(value)) return 'durable object';
    return 'function';
  };

  return platform;
}
