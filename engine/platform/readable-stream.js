// provides: ReadableStream ReadableStreamDefaultReader ReadableStreamDefaultController
// needs: interface queuing readable-stream-tee readable-stream-from readable-stream-iterator readable-stream-pipe byte-streams read-all-bytes
// spec: https://streams.spec.whatwg.org/#rs
//
// Each object has its slots in a plain record: stream { state, reader, controller, storedError, disturbed, event },
// reader { stream, requests, closed }, controller { stream, queue, … }. The algorithms work on records and keep the
// spec's names; `internals.streams` shares them with the other files of the spec. A read request is { chunk, close, error }.
// `event` is set on streams whose bytes the host holds: they belong to one event.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, exposeInterface } = internals;
  const { then, resolve, reject } = platform.promise;
  const { asyncIterator } = Symbol;
  const NativePromise = Promise;
  const streams = internals.streams;
  const { deferred, handled, dequeue, enqueueWithSize, resetQueue, callbackOf, highWaterMarkOf, sizeOf } = streams;

  const locked = (end = '.') => new TypeError('This ReadableStream is currently locked to a reader' + end);
  const released = () => new TypeError('This ReadableStream reader has been released.');
  const isLocked = (stream) => stream.reader !== undefined;

  // ---- https://streams.spec.whatwg.org/#rs-abstract-ops ----

  const newStream = () => ({
    object: undefined,
    state: 'readable',
    reader: undefined,
    controller: undefined,
    storedError: undefined,
    disturbed: false,
    event: undefined,
  });

  // A stream of the platform's own making. Its algorithms are pull() and cancel(reason), each giving a promise.
  const createReadableStream = (start, pull, cancel, highWaterMark = 1, size = () => 1) => {
    const object = new ReadableStream(platform);
    setUpDefaultController(recordOf(object), newDefaultController(), start, pull, cancel, highWaterMark, size);
    return object;
  };

  const readableStreamCancel = (stream, reason) => {
    stream.disturbed = true;
    if (stream.state === 'closed') return resolve(undefined);
    if (stream.state === 'errored') return reject(stream.storedError);
    readableStreamClose(stream);
    const { reader } = stream;
    if (reader?.intoRequests) {
      const requests = reader.intoRequests;
      reader.intoRequests = [];
      for (const request of requests) request.close(undefined);
    }
    return then(stream.controller.cancelSteps(reason), () => undefined);
  };

  const readableStreamClose = (stream) => {
    stream.state = 'closed';
    const { reader } = stream;
    if (reader === undefined) return;
    reader.closed.resolve(undefined);
    if (reader.requests) {
      const { requests } = reader;
      reader.requests = [];
      for (const request of requests) request.close();
    }
  };

  const readableStreamError = (stream, error) => {
    stream.state = 'errored';
    stream.storedError = error;
    const { reader } = stream;
    if (reader === undefined) return;
    reader.closed.reject(error);
    handled(reader.closed.promise);
    failRequests(reader, error);
  };

  const failRequests = (reader, error) => {
    const requests = reader.requests ?? reader.intoRequests;
    if (reader.requests) reader.requests = [];
    else reader.intoRequests = [];
    for (const request of requests) request.error(error);
  };

  const waitingReads = (stream) => stream.reader?.requests?.length ?? 0;

  // ---- https://streams.spec.whatwg.org/#rs-reader-abstract-ops ----

  const acquireReader = (stream, reader = { requests: [] }) => {
    if (isLocked(stream)) throw locked();
    if (stream.event !== undefined) internals.requireOwnEvent?.(stream);
    reader.stream = stream;
    stream.reader = reader;
    reader.closed = deferred();
    if (stream.state === 'closed') reader.closed.resolve(undefined);
    else if (stream.state === 'errored') {
      reader.closed.reject(stream.storedError);
      handled(reader.closed.promise);
    }
    return reader;
  };

  const releaseReader = (reader) => {
    const { stream } = reader;
    if (stream.state !== 'readable') reader.closed = deferred();
    reader.closed.reject(released());
    handled(reader.closed.promise);
    stream.controller.releaseSteps();
    stream.reader = undefined;
    reader.stream = undefined;
    failRequests(reader, released());
  };

  const readerRead = ({ stream }, request) => {
    stream.disturbed = true;
    if (stream.state === 'closed') request.close();
    else if (stream.state === 'errored') request.error(stream.storedError);
    else stream.controller.pullSteps(request);
  };

  // One read as a promise of { value, done }.
  const readChunk = (reader) =>
    new NativePromise((fulfil, fail) => {
      readerRead(reader, {
        chunk: (value) => fulfil({ value, done: false }),
        close: () => fulfil({ value: undefined, done: true }),
        error: fail,
      });
    });

  // ---- https://streams.spec.whatwg.org/#rs-default-controller-abstract-ops ----

  const newDefaultController = () => {
    const controller = {
      object: undefined,
      stream: undefined,
      started: false,
      closeRequested: false,
      pulling: false,
      pullAgain: false,
      // https://streams.spec.whatwg.org/#abstract-opdef-readablestreamdefaultcontroller-pullsteps
      pullSteps(request) {
        const { stream } = controller;
        if (controller.queue.length === 0) {
          stream.reader.requests.push(request);
          callPullIfNeeded(controller);
          return;
        }
        const chunk = dequeue(controller);
        if (controller.closeRequested && controller.queue.length === 0) {
          clearAlgorithms(controller);
          readableStreamClose(stream);
        } else callPullIfNeeded(controller);
        request.chunk(chunk);
      },
      cancelSteps(reason) {
        resetQueue(controller);
        const result = controller.cancel(reason);
        clearAlgorithms(controller);
        return result;
      },
      releaseSteps() {},
    };
    return controller;
  };

  const clearAlgorithms = (controller) => {
    controller.pull = undefined;
    controller.cancel = undefined;
    controller.size = undefined;
  };

  // The pull of both kinds of controller; shouldPull tells them apart.
  const callPullIfNeeded = (controller) => {
    if (!(controller.shouldPull ?? shouldCallPull)(controller)) return;
    if (controller.pulling) {
      controller.pullAgain = true;
      return;
    }
    controller.pulling = true;
    then(
      controller.pull(),
      () => {
        controller.pulling = false;
        if (!controller.pullAgain) return;
        controller.pullAgain = false;
        callPullIfNeeded(controller);
      },
      (error) => controllerError(controller, error),
    );
  };

  const shouldCallPull = (controller) => {
    const { stream } = controller;
    if (!canCloseOrEnqueue(controller) || !controller.started) return false;
    return waitingReads(stream) > 0 || desiredSize(controller) > 0;
  };

  const canCloseOrEnqueue = (controller) => !controller.closeRequested && controller.stream.state === 'readable';

  const desiredSize = (controller) => {
    const { state } = controller.stream;
    return state === 'errored' ? null : state === 'closed' ? 0 : controller.highWaterMark - controller.queueSize;
  };

  const controllerClose = (controller) => {
    if (!canCloseOrEnqueue(controller)) return;
    if (controller.shouldPull) {
      internals.byteStreams().finish(controller);
      return;
    }
    controller.closeRequested = true;
    if (controller.queue.length > 0) return;
    clearAlgorithms(controller);
    readableStreamClose(controller.stream);
  };

  const controllerEnqueue = (controller, chunk) => {
    if (!canCloseOrEnqueue(controller)) return;
    if (controller.shouldPull) {
      internals.byteStreams().enqueue(controller, chunk);
      return;
    }
    const { stream } = controller;
    if (waitingReads(stream) > 0) stream.reader.requests.shift().chunk(chunk);
    else {
      try {
        enqueueWithSize(controller, chunk, controller.size(chunk));
      } catch (error) {
        controllerError(controller, error);
        throw error;
      }
    }
    callPullIfNeeded(controller);
  };

  const controllerError = (controller, error) => {
    if (controller.stream.state !== 'readable') return;
    controller.clearPendingReads?.();
    resetQueue(controller);
    clearAlgorithms(controller);
    readableStreamError(controller.stream, error);
  };

  const setUpDefaultController = (stream, controller, start, pull, cancel, highWaterMark, size) => {
    resetQueue(controller);
    Object.assign(controller, { stream, pull, cancel, highWaterMark, size });
    stream.controller = controller;
    startController(controller, start);
  };

  const startController = (controller, start) => {
    then(
      resolve(start()),
      () => {
        controller.started = true;
        callPullIfNeeded(controller);
      },
      (error) => controllerError(controller, error),
    );
  };

  // ---- the interfaces ----

  let recordOf;
  let readerOf;
  let controllerOf;

  class ReadableStream {
    #record = newStream();

    static {
      recordOf = (value) => brand(() => value.#record);
      internals.isReadableStream = (value) => typeof value === 'object' && value !== null && #record in value;
    }

    constructor(source = undefined, strategy = undefined) {
      this.#record.object = this;
      if (source === platform) return;
      const { autoAllocateChunkSize, cancel, pull, start, type } = source ?? {};
      const callbacks = callbackOf(source, { cancel, pull, start }, 'UnderlyingSource');
      if (type === undefined) {
        const size = sizeOf(strategy);
        const highWaterMark = highWaterMarkOf(strategy, 1);
        const controller = newDefaultController();
        const object = new ReadableStreamDefaultController(platform, controller);
        setUpDefaultController(
          this.#record,
          controller,
          () => callbacks.start?.(object),
          callbacks.promised('pull', object),
          callbacks.promised('cancel'),
          highWaterMark,
          size,
        );
      } else if (`${type}` === 'bytes') {
        internals.byteStreams().setUp(this.#record, callbacks, autoAllocateChunkSize, highWaterMarkOf(strategy, 0));
      } else throw new TypeError(`"${type}" is not a valid type of ReadableStream.`);
    }

    static from(iterable) {
      return internals.readableStreamFrom(iterable);
    }

    get locked() {
      return isLocked(recordOf(this));
    }

    cancel(reason = undefined) {
      try {
        const stream = recordOf(this);
        return isLocked(stream) ? reject(locked()) : readableStreamCancel(stream, reason);
      } catch (error) {
        return reject(error);
      }
    }

    getReader(options = undefined) {
      recordOf(this);
      const mode = options?.mode;
      if (mode === undefined) return new ReadableStreamDefaultReader(this);
      if (`${mode}` !== 'byob') throw new TypeError("mode must be undefined or 'byob' in call to getReader().");
      return internals.byteStreams().acquireReader(this);
    }

    pipeTo(destination, options = undefined) {
      try {
        internals.requireArguments(arguments.length, 1, "pipeTo' on 'ReadableStream", 'WritableStream');
        return internals.pipeStream(recordOf(this), destination, options);
      } catch (error) {
        return reject(error);
      }
    }

    pipeThrough(transform, options = undefined) {
      internals.requireArguments(arguments.length, 1, "pipeThrough' on 'ReadableStream", 'ReadableWritablePair');
      const { readable, writable } = transform;
      handled(internals.pipeStream(recordOf(this), writable, options));
      return readable;
    }

    tee() {
      return internals.teeStream(recordOf(this));
    }

    values(options = undefined) {
      return internals.iterateStream(recordOf(this), Boolean(options?.preventCancel));
    }
  }

  class ReadableStreamDefaultReader {
    #record;

    static {
      readerOf = (value) => brand(() => value.#record);
    }

    constructor(stream) {
      if (!internals.isReadableStream(stream)) {
        throw new TypeError(
          "Failed to construct 'ReadableStreamDefaultReader': constructor parameter 1 is not of type 'ReadableStream'.",
        );
      }
      this.#record = acquireReader(recordOf(stream));
    }

    get closed() {
      return readerOf(this).closed.promise;
    }

    cancel(reason = undefined) {
      const { stream } = readerOf(this);
      return stream === undefined ? reject(released()) : readableStreamCancel(stream, reason);
    }

    read() {
      const reader = readerOf(this);
      return reader.stream === undefined ? reject(released()) : readChunk(reader);
    }

    releaseLock() {
      const reader = readerOf(this);
      if (reader.stream !== undefined) releaseReader(reader);
    }
  }

  class ReadableStreamDefaultController {
    #record;

    static {
      controllerOf = (value) => brand(() => value.#record);
    }

    constructor(key, record) {
      if (key !== platform) throw new TypeError('Illegal constructor');
      this.#record = record;
    }

    get desiredSize() {
      const controller = controllerOf(this);
      return controller.closeRequested ? 0 : desiredSize(controller); // workerd's 0, where the spec counts what is left
    }

    close() {
      const controller = controllerOf(this);
      if (!canCloseOrEnqueue(controller)) throw new TypeError('This ReadableStream is closed.');
      controllerClose(controller);
    }

    enqueue(chunk = undefined) {
      const controller = controllerOf(this);
      if (!canCloseOrEnqueue(controller)) throw new TypeError('Unable to enqueue');
      controllerEnqueue(controller, chunk);
    }

    error(reason = undefined) {
      controllerError(controllerOf(this), reason);
    }
  }

  const { prototype } = ReadableStream;
  Object.defineProperty(prototype, asyncIterator, { value: prototype.values, writable: true, configurable: true });
  // What console.log shows besides `locked`. length: of what is left, known for a body that is held whole.
  exposeInterface(ReadableStream, (stream) => {
    const { state, event, length, disturbed, controller } = recordOf(stream);
    return {
      state,
      supportsBYOB: event !== undefined || controller.byobRequest !== undefined,
      length: event === undefined ? undefined : BigInt(disturbed ? 0 : length),
    };
  });
  exposeInterface(ReadableStreamDefaultReader);
  exposeInterface(ReadableStreamDefaultController);

  // ---- what other files use ----

  Object.assign(streams, {
    locked,
    released,
    readable: (object) => recordOf(object),
    isLocked,
    createReadableStream,
    readableStreamCancel,
    readableStreamClose,
    acquireReader,
    releaseReader,
    readerRead,
    waitingReads,
    startController,
    callPullIfNeeded,
    clearAlgorithms,
    controllerClose,
    controllerEnqueue,
    controllerError,
    canCloseOrEnqueue,
    desiredSize,
  });

  internals.isDisturbed = (object) => recordOf(object).disturbed;
  internals.isLocked = (object) => isLocked(recordOf(object));
  internals.tee = (object) => internals.teeStream(recordOf(object));

  // Locks a stream and gives a function that reads one chunk: a promise of { done, value }.
  internals.streamReader = (object) => {
    const reader = acquireReader(recordOf(object));
    return () => readChunk(reader);
  };

  // A stream that gives `bytes` once and belongs to the current event; a byte stream where a Worker can tell.
  internals.readableStreamFromBytes = (bytes) => {
    const give = () => {
      const { controller } = recordOf(object);
      if (bytes.length > 0) controllerEnqueue(controller, bytes);
      controllerClose(controller);
      return resolve(undefined);
    };
    const nothing = () => resolve(undefined);
    const object = internals.givesByteStreams
      ? internals.byteStreams().fromBytes(bytes)
      : createReadableStream(() => undefined, give, nothing, 0);
    recordOf(object).event = platform.event();
    recordOf(object).length = bytes.length;
    return object;
  };
}
