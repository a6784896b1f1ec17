// provides: WritableStream WritableStreamDefaultWriter WritableStreamDefaultController
// needs: interface queuing
// mentioned by: writable getWriter
// spec: https://streams.spec.whatwg.org/#ws
//
// Records as in readable-stream.js: stream { state, writer, controller, … }, writer { stream, closed, ready },
// controller { stream, queue, … }.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, exposeInterface } = internals;
  const { then, resolve, reject } = platform.promise;
  const streams = internals.streams;
  const { deferred, handled, resetQueue, enqueueWithSize, dequeue, callbackOf, highWaterMarkOf, sizeOf } = streams;
  const closeMark = { close: true }; // the spec's close sentinel

  const locked = () => new TypeError('This WritableStream is currently locked to a writer.');
  const released = () => new TypeError('This WritableStream writer has been released.');
  const closedError = () => new TypeError('This WritableStream has been closed.');
  const isLocked = (stream) => stream.writer !== undefined;

  // ---- https://streams.spec.whatwg.org/#ws-abstract-ops ----

  const newStream = () => ({
    object: undefined,
    state: 'writable',
    storedError: undefined,
    writer: undefined,
    controller: undefined,
    writeRequests: [],
    inFlightWrite: undefined,
    closeRequest: undefined,
    inFlightClose: undefined,
    pendingAbort: undefined,
    backpressure: false,
  });

  const createWritableStream = (start, write, close, abort, highWaterMark = 1, size = () => 1) => {
    const object = new WritableStream(platform);
    setUpController(recordOf(object), newController(), start, write, close, abort, highWaterMark, size);
    return object;
  };

  const acquireWriter = (stream, writer = {}) => {
    if (isLocked(stream)) throw locked();
    writer.stream = stream;
    stream.writer = writer;
    writer.ready = deferred();
    writer.closed = deferred();
    const { state, storedError } = stream;
    if (state === 'writable') {
      if (closeQueuedOrInFlight(stream) || !stream.backpressure) writer.ready.resolve(undefined);
    } else if (state === 'closed') {
      writer.ready.resolve(undefined);
      writer.closed.resolve(undefined);
    } else {
      rejectReady(writer, storedError);
      if (state === 'errored') rejectClosed(writer, storedError);
    }
    return writer;
  };

  const rejectReady = (writer, error) => {
    if (writer.ready.settled) writer.ready = deferred();
    writer.ready.reject(error);
    handled(writer.ready.promise);
  };
  const rejectClosed = (writer, error) => {
    if (writer.closed.settled) writer.closed = deferred();
    writer.closed.reject(error);
    handled(writer.closed.promise);
  };

  const closeQueuedOrInFlight = (stream) => stream.closeRequest !== undefined || stream.inFlightClose !== undefined;

  const writableStreamAbort = (stream, reason) => {
    if (stream.state === 'closed' || stream.state === 'errored') return resolve(undefined);
    internals.signalAbort?.(stream.controller.abortController, reason);
    const { state } = stream;
    if (state === 'closed' || state === 'errored') return resolve(undefined);
    if (stream.pendingAbort !== undefined) return stream.pendingAbort.promise;
    const wasErroring = state === 'erroring';
    const request = deferred();
    request.reason = wasErroring ? undefined : reason;
    request.wasErroring = wasErroring;
    stream.pendingAbort = request;
    if (!wasErroring) startErroring(stream, reason);
    return request.promise;
  };

  const writableStreamClose = (stream) => {
    const { state } = stream;
    if (state === 'closed') return reject(closedError());
    if (state === 'errored') return reject(stream.storedError); // workerd's answer; the spec has a TypeError of its own
    const request = deferred();
    stream.closeRequest = request;
    const { writer } = stream;
    if (writer !== undefined && stream.backpressure && state === 'writable') writer.ready.resolve(undefined);
    enqueueWithSize(stream.controller, closeMark, 0);
    advanceQueue(stream.controller);
    return request.promise;
  };

  const dealWithRejection = (stream, error) => {
    if (stream.state === 'writable') startErroring(stream, error);
    else finishErroring(stream);
  };

  const startErroring = (stream, reason) => {
    stream.state = 'erroring';
    stream.storedError = reason;
    if (stream.writer !== undefined) rejectReady(stream.writer, reason);
    if (!hasOperationInFlight(stream) && stream.controller.started) finishErroring(stream);
  };

  const hasOperationInFlight = (stream) => stream.inFlightWrite !== undefined || stream.inFlightClose !== undefined;

  const finishErroring = (stream) => {
    stream.state = 'errored';
    resetQueue(stream.controller);
    const { storedError } = stream;
    for (const request of stream.writeRequests) request.reject(storedError);
    stream.writeRequests = [];
    const abort = stream.pendingAbort;
    if (abort === undefined) return rejectCloseAndClosed(stream);
    stream.pendingAbort = undefined;
    if (abort.wasErroring) {
      abort.reject(storedError);
      return rejectCloseAndClosed(stream);
    }
    const result = stream.controller.abort(abort.reason);
    clearAlgorithms(stream.controller);
    then(
      result,
      () => {
        abort.resolve(undefined);
        rejectCloseAndClosed(stream);
      },
      (error) => {
        abort.reject(error);
        rejectCloseAndClosed(stream);
      },
    );
  };

  const rejectCloseAndClosed = (stream) => {
    if (stream.closeRequest !== undefined) {
      stream.closeRequest.reject(stream.storedError);
      stream.closeRequest = undefined;
    }
    if (stream.writer !== undefined) rejectClosed(stream.writer, stream.storedError);
  };

  const updateBackpressure = (stream, backpressure) => {
    const { writer } = stream;
    if (writer !== undefined && backpressure !== stream.backpressure) {
      if (backpressure) writer.ready = deferred();
      else writer.ready.resolve(undefined);
    }
    stream.backpressure = backpressure;
  };

  // ---- https://streams.spec.whatwg.org/#ws-writer-abstract-ops ----

  const releaseWriter = (writer) => {
    const { stream } = writer;
    rejectReady(writer, released());
    rejectClosed(writer, released());
    stream.writer = undefined;
    writer.stream = undefined;
  };

  const writerWrite = (writer, chunk) => {
    const { stream } = writer;
    const { controller } = stream;
    const size = chunkSize(controller, chunk);
    if (stream !== writer.stream) return reject(released());
    if (stream.state === 'errored') return reject(stream.storedError);
    if (closeQueuedOrInFlight(stream) || stream.state === 'closed') return reject(closedError());
    if (stream.state === 'erroring') return reject(stream.storedError);
    const request = deferred();
    stream.writeRequests.push(request);
    controllerWrite(controller, chunk, size);
    return request.promise;
  };

  const writerDesiredSize = ({ stream }) => {
    const { state, controller } = stream;
    if (state === 'errored' || state === 'erroring') return null;
    return state === 'closed' ? 0 : controller.highWaterMark - controller.queueSize;
  };

  const writerCloseWithErrorPropagation = ({ stream }) => {
    if (closeQueuedOrInFlight(stream) || stream.state === 'closed') return resolve(undefined);
    return stream.state === 'errored' ? reject(stream.storedError) : writableStreamClose(stream);
  };

  // ---- https://streams.spec.whatwg.org/#ws-default-controller-abstract-ops ----

  const newController = () => ({
    object: undefined,
    stream: undefined,
    started: false,
    abortController: typeof AbortController === 'function' ? new AbortController() : undefined,
  });

  const setUpController = (stream, controller, start, write, close, abort, highWaterMark, size) => {
    Object.assign(controller, { stream, write, close, abort, highWaterMark, size });
    resetQueue(controller);
    stream.controller = controller;
    updateBackpressure(stream, hasBackpressure(controller));
    const started = (failed) => (error) => {
      controller.started = true;
      if (failed) dealWithRejection(stream, error);
      else advanceQueue(controller);
    };
    then(resolve(start()), started(false), started(true));
  };

  const clearAlgorithms = (controller) => {
    controller.write = undefined;
    controller.close = undefined;
    controller.abort = undefined;
    controller.size = undefined;
  };

  const hasBackpressure = (controller) => controller.highWaterMark - controller.queueSize <= 0;

  const chunkSize = (controller, chunk) => {
    if (controller.size === undefined) return 1;
    try {
      return controller.size(chunk);
    } catch (error) {
      errorIfNeeded(controller, error);
      return 1;
    }
  };

  const controllerWrite = (controller, chunk, size) => {
    try {
      enqueueWithSize(controller, { chunk }, size);
    } catch (error) {
      errorIfNeeded(controller, error);
      return;
    }
    const { stream } = controller;
    if (!closeQueuedOrInFlight(stream) && stream.state === 'writable') {
      updateBackpressure(stream, hasBackpressure(controller));
    }
    advanceQueue(controller);
  };

  const errorIfNeeded = (controller, error) => {
    if (controller.stream.state === 'writable') controllerError(controller, error);
  };

  const controllerError = (controller, error) => {
    clearAlgorithms(controller);
    startErroring(controller.stream, error);
  };

  const advanceQueue = (controller) => {
    const { stream } = controller;
    if (!controller.started || stream.inFlightWrite !== undefined) return;
    if (stream.state === 'erroring') return finishErroring(stream);
    if (controller.queue.length === 0) return;
    const { value } = controller.queue[0];
    if (value === closeMark) processClose(controller);
    else processWrite(controller, value.chunk);
  };

  const processClose = (controller) => {
    const { stream } = controller;
    stream.inFlightClose = stream.closeRequest;
    stream.closeRequest = undefined;
    dequeue(controller);
    const result = controller.close();
    clearAlgorithms(controller);
    then(
      result,
      () => {
        stream.inFlightClose.resolve(undefined);
        stream.inFlightClose = undefined;
        if (stream.state === 'erroring') {
          stream.storedError = undefined;
          stream.pendingAbort?.resolve(undefined);
          stream.pendingAbort = undefined;
        }
        stream.state = 'closed';
        stream.writer?.closed.resolve(undefined);
      },
      (error) => {
        stream.inFlightClose.reject(error);
        stream.inFlightClose = undefined;
        stream.pendingAbort?.reject(error);
        stream.pendingAbort = undefined;
        dealWithRejection(stream, error);
      },
    );
  };

  const processWrite = (controller, chunk) => {
    const { stream } = controller;
    stream.inFlightWrite = stream.writeRequests.shift();
    then(
      controller.write(chunk),
      () => {
        stream.inFlightWrite.resolve(undefined);
        stream.inFlightWrite = undefined;
        dequeue(controller);
        if (!closeQueuedOrInFlight(stream) && stream.state === 'writable') {
          updateBackpressure(stream, hasBackpressure(controller));
        }
        advanceQueue(controller);
      },
      (error) => {
        if (stream.state === 'writable') clearAlgorithms(controller);
        stream.inFlightWrite.reject(error);
        stream.inFlightWrite = undefined;
        dealWithRejection(stream, error);
      },
    );
  };

  // ---- the interfaces ----

  let recordOf;
  let writerOf;
  let controllerOf;

  // The common refusals of abort, close and write of a stream.
  const attempt = (action) => {
    try {
      return action();
    } catch (error) {
      return reject(error);
    }
  };

  class WritableStream {
    #record = newStream();

    static {
      recordOf = (value) => brand(() => value.#record);
      internals.isWritableStream = (value) => typeof value === 'object' && value !== null && #record in value;
    }

    constructor(sink = undefined, strategy = undefined) {
      this.#record.object = this;
      if (sink === platform) return;
      const { abort, close, start, type, write } = sink ?? {};
      if (type !== undefined) throw new RangeError('The type of an underlying sink must be undefined.');
      const callbacks = callbackOf(sink, { abort, close, start, write }, 'UnderlyingSink');
      const size = sizeOf(strategy);
      const highWaterMark = highWaterMarkOf(strategy, 1);
      const controller = newController();
      controller.object = new WritableStreamDefaultController(platform, controller);
      setUpController(
        this.#record,
        controller,
        () => callbacks.start?.(controller.object),
        callbacks.promised('write', controller.object),
        callbacks.promised('close'),
        callbacks.promised('abort'),
        highWaterMark,
        size,
      );
    }

    get locked() {
      return isLocked(recordOf(this));
    }

    abort(reason = undefined) {
      return attempt(() => {
        const stream = recordOf(this);
        return isLocked(stream) ? reject(locked()) : writableStreamAbort(stream, reason);
      });
    }

    close() {
      return attempt(() => {
        const stream = recordOf(this);
        if (isLocked(stream)) return reject(locked());
        return closeQueuedOrInFlight(stream) ? reject(closedError()) : writableStreamClose(stream);
      });
    }

    getWriter() {
      recordOf(this);
      return new WritableStreamDefaultWriter(this);
    }
  }

  class WritableStreamDefaultWriter {
    #record;

    static {
      writerOf = (value) => brand(() => value.#record);
    }

    constructor(stream) {
      if (!internals.isWritableStream(stream)) {
        throw new TypeError(
          "Failed to construct 'WritableStreamDefaultWriter': constructor parameter 1 is not of type 'WritableStream'.",
        );
      }
      this.#record = acquireWriter(recordOf(stream));
    }

    get closed() {
      return writerOf(this).closed.promise;
    }

    get desiredSize() {
      const writer = writerOf(this);
      if (writer.stream === undefined) throw released();
      return writerDesiredSize(writer);
    }

    get ready() {
      return writerOf(this).ready.promise;
    }

    abort(reason = undefined) {
      return attempt(() => {
        const { stream } = writerOf(this);
        return stream === undefined ? reject(released()) : writableStreamAbort(stream, reason);
      });
    }

    close() {
      return attempt(() => {
        const { stream } = writerOf(this);
        if (stream === undefined) return reject(released());
        return closeQueuedOrInFlight(stream) ? reject(closedError()) : writableStreamClose(stream);
      });
    }

    releaseLock() {
      const writer = writerOf(this);
      if (writer.stream !== undefined) releaseWriter(writer);
    }

    write(chunk = undefined) {
      return attempt(() => {
        const writer = writerOf(this);
        return writer.stream === undefined ? reject(released()) : writerWrite(writer, chunk);
      });
    }
  }

  class WritableStreamDefaultController {
    #record;

    static {
      controllerOf = (value) => brand(() => value.#record);
    }

    constructor(key, record) {
      if (key !== platform) throw new TypeError('Illegal constructor');
      this.#record = record;
    }

    get signal() {
      return controllerOf(this).abortController?.signal;
    }

    error(reason = undefined) {
      errorIfNeeded(controllerOf(this), reason);
    }
  }

  exposeInterface(WritableStream);
  exposeInterface(WritableStreamDefaultWriter);
  exposeInterface(WritableStreamDefaultController);

  Object.assign(streams, {
    writable: (object) => recordOf(object),
    isWritableLocked: isLocked,
    createWritableStream,
    writableStreamAbort,
    acquireWriter,
    releaseWriter,
    writerWrite,
    writerDesiredSize,
    writerCloseWithErrorPropagation,
    closeQueuedOrInFlight,
    writableErrorIfNeeded: errorIfNeeded,
    closedError,
  });
}
