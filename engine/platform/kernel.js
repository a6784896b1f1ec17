// The kernel of an isolate: the only JavaScript the host talks to.
//
// Nothing in an isolate can call the host. What JavaScript wants done it writes into the outbox, one flat list of
// numbers and strings; the host takes the list between jobs (`drain`) and calls back in with answers. A flat list of
// primitives cannot be changed by a learner who replaces `toJSON`, `Array.prototype` or `Promise.prototype.then`.
// Every built-in used after learner code has run is captured here, before any of it runs. The kernel is part of every
// cold start, so what most events never need is in files of its own that are compiled when first called (`deferred`),
// and what only one file needs is marked so. No big object is written as a literal: QuickJS reads those twice.
(environment, seed, library, shelf, ask) => {
  'use strict';
  const { stringify, parse } = JSON;
  const { apply } = Reflect;
  const { defineProperty, setPrototypeOf, create } = Object;
  const { hasOwnProperty: hasOwn } = Object.prototype;
  const NativePromise = Promise;
  const { then: nativeThen } = Promise.prototype;
  const { resolve: nativeResolve, reject: nativeReject } = Promise;
  const NativeString = String;
  const NativeError = Error;
  const compile = Function;
  const global = globalThis;

  // ---- the outbox; its codes are those of engine/outbox.py ----
  const outbox = setPrototypeOf([0], null); // never without entry 0: QuickJS is slow in an array with a hole
  let size = 1; // entry 0: how many marker jobs ran (a concatenation would be a rope, which the binding cannot take)
  let ticks = 0;

  let current = 0; // the event whose turn this is; 0 in global scope
  let logged = 0;
  let clock = 0;
  let exported = null;
  const pending = create(null); // operations that the host has not answered
  const timers = create(null);
  const timerCounts = create(null); // of each event: {active, finished}
  let nextOperation = 1;
  let nextTimer = 1;

  // One record, or the next part of one: up to seven fields, none of them undefined.
  const write = (a, b, c, d, e, f, g) => {
    outbox[size++] = a;
    if (b === undefined) return;
    outbox[size++] = b;
    if (c === undefined) return;
    outbox[size++] = c;
    if (d === undefined) return;
    outbox[size++] = d;
    if (e === undefined) return;
    outbox[size++] = e;
    if (f === undefined) return;
    outbox[size++] = f;
    if (g !== undefined) outbox[size++] = g;
  };
  const enter = (event) => {
    current = event;
  };

  const internals = create(null);
  const kept = create(null); // files that only deferred ones need, until they are installed: name → place on the shelf

  const platform = { internals, seed: +seed, write, enter };
  platform.environment = parse(environment);
  // Captured for files that are compiled after learner code has run.
  platform.natives = {
    apply, create, setPrototypeOf, stringify, get: Reflect.get, Error, String, Uint8Array,
    types: { TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError },
    hasInstance: Function.prototype[Symbol.hasInstance],
    toString: Object.prototype.toString,
    queueMicrotask, defineProperty, WeakMap, isError: Error.isError, textOf: Function.prototype.toString,
    getOwnPropertyDescriptor: Object.getOwnPropertyDescriptor, assign: Object.assign,
  };
  // Puts bindings into `env`: each kind's file has left its maker in internals.bindings. One that this engine lacks
  // is left out.
  platform.bind = (specifications) => {
    for (const binding of parse(specifications)) {
      const make = internals.bindings?.[binding.kind];
      if (make !== undefined) platform.environment[binding.name] = make(binding);
    }
  };
  platform.expose = (name, value) => {
    defineProperty(global, name, { value, writable: true, configurable: true, enumerable: false });
  };
  platform.event = () => current;
  platform.requireEvent = () => {
    if (current === 0) throw new NativeError(internals.scopeMessage());
  };
  platform.operation = (name, target, details, convert) => {
    platform.requireEvent();
    const id = nextOperation++;
    write(13, current, id, NativeString(name), NativeString(target), textOf(details) ?? 'null');
    return new NativePromise((resolve, reject) => {
      pending[id] = { resolve, reject, event: current, convert };
    });
  };
  // only with durable-object-sql {
  // Asks the host for an answer at once, in the few isolates that can (engine/javascript.py): {value}, or the Error
  // that it throws. undefined where none can be had. result: a word for the trace.
  platform.answersAtOnce = ask !== undefined;
  platform.askNow = (name, target, details) => {
    platform.requireEvent();
    const { error, value, result } = parse(ask(textOf({ event: current, name, details })));
    write(35, current, nextOperation++, NativeString(name), NativeString(target), result ?? 'failed');
    if (error !== undefined) throw internals.errorFrom(error);
    return value;
  };
  // }
  platform.timer = (callback, delay, repeats) => {
    platform.requireEvent();
    const id = nextTimer++;
    timers[id] = { callback, event: current, repeats };
    platform.timerCount().active++;
    write(11, current, id, +delay, repeats ? 1 : 0);
    return id;
  };
  platform.clearTimer = (id) => {
    const timer = timers[id];
    if (timer === undefined || timer.event !== current) return;
    delete timers[id];
    platform.timerCount().active--;
    write(12, current, id);
  };
  platform.timerCount = () => (timerCounts[current] ??= { active: 0, finished: 0 });
  platform.log = (level, message) => {
    logged++;
    write(10, current, NativeString(level), NativeString(message));
  };
  platform.logged = () => logged; // how many lines so far
  platform.now = () => (current === 0 ? 0 : clock);
  platform.random = () => (internals.randomWord() >>> 5) / 134217728;
  platform.randomBytes = (length) => internals.randomBytes(length);
  platform.run = (event, callback) => {
    const before = current;
    current = event;
    try {
      return callback();
    } finally {
      current = before;
    }
  };
  platform.burn = (milliseconds) => write(21, current, +milliseconds);
  platform.exception = (event, where, thrown) => internals.writeException(event, where, thrown);
  platform.promise = {
    then(promise, fulfilled, rejected) {
      internals.handlePromise?.(promise);
      return apply(nativeThen, promise, [fulfilled, rejected]);
    },
    observe: (promise, fulfilled, rejected) => apply(nativeThen, promise, [fulfilled, rejected]), // handles nothing
    resolve: (value) => apply(nativeResolve, NativePromise, [value]),
    reject: (reason) => apply(nativeReject, NativePromise, [reason]),
  };
  // only with probes {
  // What probes.js calls before every statement, here because it is called most. cost: nanoseconds of model CPU. stop:
  // ends the event of an account. mark: queues a marker. most: entries in one job, past which nothing more is said.
  // Quiet statements, which need no marker: those that one frame reaches in a row are one record, [6, frame, how many,
  // which …].
  let quietFrame;
  let quietCount = 0; // where its number stands
  let quietEnd = 0; // where the record ends, as long as it may go on
  let quietCpu; // the account of its frame
  platform.statementProbe = (cost, stop, mark, most) => {
    const mostQuiet = most / 3; // a statement is one entry there, and three otherwise
    return (probe, frame, isQuiet) => {
      if (isQuiet && size === quietEnd && frame === quietFrame) {
        // Nothing else was written, so nothing was called: what stands here is all that a turn of a bare loop pays.
        if ((quietCpu.used += cost) > quietCpu.limit) stop(quietCpu);
        if (size > mostQuiet) return;
        outbox[quietCount]++;
        outbox[size++] = probe;
        quietEnd = size;
        return;
      }
      const { cpu } = frame;
      current = frame.event;
      if ((cpu.used += cost) > cpu.limit) stop(cpu);
      if (isQuiet) {
        if (size > mostQuiet) return;
        quietFrame = frame;
        quietCpu = cpu;
        write(6, frame.id, 1, probe);
        quietCount = size - 2;
        quietEnd = size;
      } else if (size <= most) {
        outbox[size++] = 1;
        outbox[size++] = probe;
        outbox[size++] = frame.id;
        mark();
      }
    };
  };
  // }
  const { then, resolve } = platform.promise;

  // JSON of what a platform file made; a learner's toJSON on a prototype has no say in it.
  const arrayPrototype = Array.prototype;
  const { isArray } = Array;
  delete arrayPrototype.find; // array-find.js says why, and puts others there
  delete arrayPrototype.findIndex;
  delete arrayPrototype.findLast;
  delete arrayPrototype.findLastIndex;
  const bare = (value) => {
    if (typeof value !== 'object' || value === null) return value;
    const copy = setPrototypeOf(isArray(value) ? [] : {}, null);
    for (const key in value) if (apply(hasOwn, value, [key])) copy[key] = bare(value[key]);
    return copy;
  };
  const textOf = (value) => stringify('toJSON' in arrayPrototype ? bare(value) : value);

  // ---- deferred files: text until their function is first called; compiling is most of what a file costs. The files
  // they need that nothing else did are installed then, too. shelf: [file, from, to, function's name or '', needs] ----
  const { slice } = NativeString.prototype;
  // A file's stub keeps its place on the shelf and no more: there are many stubs in every isolate, and few are called.
  const compiled = (file) => compile('return ' + apply(slice, library, [file[1], file[2]]))()(platform);
  const made = create(null);
  const makeDeferred = (place) => {
    const file = parse(shelf)[place];
    const needs = file[4];
    for (let i = 0; i < needs.length; i++) install(needs[i]);
    return (made[place] = internals[file[3]] = compiled(file));
  };
  const install = (file) => {
    const place = kept[file];
    kept[file] = undefined;
    if (place === undefined) return;
    compiled(parse(shelf)[place]);
  };
  const stub = (place) => (...values) => apply(made[place] ?? makeDeferred(place), undefined, values);
  const files = parse(shelf);
  for (let place = 0; place < files.length; place++) {
    const name = files[place][3];
    if (name === '') kept[files[place][0]] = place;
    else internals[name] = stub(place);
  }

  // ---- a fetch event: the handler's value becomes a response ----
  const respond = (event, value, wrong) => {
    current = event;
    let begun = -1; // where a record begins that is not whole yet
    try {
      const record = internals.responseRecord(value);
      if (record === null) throw internals.wrongReturn(wrong);
      const { body, headers } = record;
      const text = body?.text ?? body?.base64 ?? body?.outside ?? '';
      const unheld = () => (body.stream ? 'stream' : body.base64 === undefined ? 'outside' : 'base64');
      const kind = body === null ? 'none' : body.text !== undefined ? 'text' : unheld();
      begun = size;
      write(16, event, +record.status, '' + record.statusText, kind, '' + text, +headers.length);
      for (let i = 0; i < headers.length; i++) write('' + headers[i][0], '' + headers[i][1]);
      begun = -1;
      if (kind === 'stream') internals.pumpBody(event, body.stream);
    } catch (error) {
      if (begun >= 0) outbox.length = size = begun;
      internals.writeException(event, 'handler', error);
    }
  };

  // The object whose methods are the handlers: the default (or named) export, or a fresh one where that is a
  // WorkerEntrypoint class.
  const entryOf = (context, name) => {
    const entry = exported[name || 'default'];
    if (typeof entry === 'function' && internals.isEntrypointClass?.(entry)) {
      return new entry(context, platform.environment);
    }
    return entry;
  };
  platform.entryOf = entryOf;

  platform.respond = respond;

  const dispatchFetch = (event, record) => {
    let result;
    try {
      const given = parse(record);
      const context = internals.makeContext?.(event, given.props); // not there where no handler can see it
      const entry = entryOf(context, given.entrypoint);
      const handler = entry?.fetch;
      if (typeof handler !== 'function') return write(24, event, 'fetch');
      const request = internals.requestFrom?.(given);
      result = apply(handler, entry, [request, platform.environment, context]);
      if (typeof result?.then !== 'function') return respond(event, result, false);
    } catch (error) {
      return internals.writeException(event, 'handler', error);
    }
    then(
      resolve(result),
      (value) => respond(event, value, true),
      (reason) => {
        current = event;
        internals.writeException(event, 'handler', reason);
      },
    );
  };

  // Where a learner has put a setter on Array.prototype, the engine's own JSON.stringify would hand it the outbox.
  const canary = [];
  const arraysAreSound = () => {
    canary.length = 0;
    try {
      canary[0] = 0;
      return canary.length === 1;
    } catch {
      return false;
    }
  };
  const { join } = Array.prototype;
  const spelled = () => {
    const parts = setPrototypeOf([], null);
    for (let i = 0; i < size; i++) parts[i] = stringify(outbox[i]);
    parts[0] = '[' + parts[0];
    parts[size - 1] += ']';
    return apply(join, parts, [',']);
  };

  // ---- commands of the host: one door, a command number, then its arguments ----
  const drain = () => {
    // '' nothing happened, '1' a marker ran and nothing else, else [ticks, ...outbox]
    const ran = ticks;
    ticks = 0;
    if (size === 1 && ran < 2) return ran === 0 ? '' : '1';
    outbox[0] = ran;
    const text = arraysAreSound() ? stringify(outbox) : spelled();
    outbox.length = size = 1;
    quietEnd = 0; // only with probes
    return text;
  };

  // The learner's module has been evaluated: its namespace comes with a job. A script (service-worker.js) has none: it
  // gets one at once.
  const loaded = (namespace) => {
    exported = namespace;
    platform.exported = namespace;
    let plain = 1;
    for (const name in namespace) if (name !== 'default' || typeof namespace[name] !== 'object') plain = 0;
    write(30, exported.default ? plain : 0);
  };
  const fail = (reason) => internals.writeException(0, 'global scope', reason);
  const adopt = () => {
    current = 0;
    then(import('<input>'), loaded, fail);
  };
  const adoptScript = (begin) => {
    current = 0;
    try {
      const namespace = internals.serviceWorker(begin);
      if (!begin) loaded(namespace);
    } catch (reason) {
      fail(reason);
    }
  };

  const fire = (id) => {
    const timer = timers[id];
    if (timer === undefined) return;
    current = timer.event;
    if (!timer.repeats) {
      delete timers[id];
      const count = platform.timerCount();
      count.active--;
      count.finished++;
    }
    try {
      apply(timer.callback, undefined, []);
    } catch (error) {
      internals.writeException(timer.event, 'timer', error);
    }
  };

  const settle = (id, failed, answer) => {
    const operation = pending[id];
    if (operation === undefined) return;
    delete pending[id];
    current = operation.event;
    if (failed === '') {
      try {
        const value = parse(answer);
        operation.resolve(operation.convert === undefined ? value : operation.convert(value));
      } catch (error) {
        operation.reject(error);
      }
    } else operation.reject(internals.errorFrom(parse(answer)));
  };

  const forget = (event) => {
    for (const id in timers) if (timers[id].event === event) delete timers[id];
    for (const id in pending) if (pending[id].event === event) delete pending[id];
    delete timerCounts[event];
    internals.cpu?.forget(event);
    internals.endTransforms?.(event);
    internals.forgetTasks?.(event);
  };

  // Markers of the probes (probes.js): each that runs says so, and brings back the event it was queued in.
  platform.tick = (event) => {
    ticks++;
    current = event;
  };
  platform.size = () => size;

  platform.host = (command, first, second, third) => {
    switch (command) {
      case 0:
        return drain();
      case 1:
        adopt();
        break;
      case 2:
        current = first;
        if (second === 'fetch') dispatchFetch(first, third);
        else internals.dispatchOther(first, second, third);
        break;
      case 3:
        fire(first);
        break;
      case 4:
        settle(first, second, third);
        break;
      case 5:
        clock = first;
        break;
      case 6:
        forget(first);
        break;
      case 7:
        return internals.describeExports();
      case 8:
        adoptScript(first === 1);
        break;
      case 9:
        internals.cpu?.setLimit(first);
        break;
      case 10:
        internals.cpu?.tell();
        return drain();
      case 11:
        return internals.checkRejections();
    }
    return '';
  };
  return platform;
}
