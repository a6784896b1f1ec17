// deferred: byteStreams
// needs: interface
// spec: https://streams.spec.whatwg.org/#rbs-controller-class
//
// The controller of byte streams, whose queue holds { buffer, byteOffset, byteLength }, and the reader that brings
// its own buffer; their globals, too. Compiled when the first byte stream is made. A pull-into is { buffer, byteOffset, byteLength, filled, minimum, elementSize, View, reader } with
// reader "default", "byob" or "none".
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, exposeInterface } = internals;
  const { then, resolve, reject } = platform.promise;
  const NativePromise = Promise;
  const nativeQueueMicrotask = queueMicrotask;
  const { isView } = ArrayBuffer;
  const streams = internals.streams;
  const { deferred, resetQueue } = streams;

  // ---- https://streams.spec.whatwg.org/#rbs-controller-abstract-ops ----

  const newByteController = (autoAllocateChunkSize) => {
    const controller = {
      object: undefined,
      stream: undefined,
      started: false,
      closeRequested: false,
      pulling: false,
      pullAgain: false,
      byobRequest: null,
      pullIntos: [],
      shouldPull: shouldCallPull,
      clearPendingReads() {
        invalidateRequest(controller);
        controller.pullIntos = [];
      },
      // https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamcontroller-pullsteps
      pullSteps(request) {
        if (controller.queueSize > 0) {
          fillReadRequest(controller, request);
          return;
        }
        if (autoAllocateChunkSize !== undefined) {
          let buffer;
          try {
            buffer = new ArrayBuffer(autoAllocateChunkSize);
          } catch (error) {
            request.error(error);
            return;
          }
          const size = { byteOffset: 0, byteLength: autoAllocateChunkSize, filled: 0, minimum: 1, elementSize: 1 };
          controller.pullIntos.push({ buffer, ...size, View: Uint8Array, reader: 'default' });
        }
        controller.stream.reader.requests.push(request);
        streams.callPullIfNeeded(controller);
      },
      cancelSteps(reason) {
        controller.clearPendingReads();
        resetQueue(controller);
        const result = controller.cancel(reason);
        streams.clearAlgorithms(controller);
        return result;
      },
      releaseSteps() {
        if (controller.pullIntos.length === 0) return;
        controller.pullIntos[0].reader = 'none';
        controller.pullIntos.length = 1;
      },
    };
    return controller;
  };

  const waitingIntos = ({ reader }) => reader?.intoRequests?.length ?? 0;

  const shouldCallPull = (controller) => {
    const { stream } = controller;
    if (!streams.canCloseOrEnqueue(controller) || !controller.started) return false;
    return streams.waitingReads(stream) > 0 || waitingIntos(stream) > 0 || streams.desiredSize(controller) > 0;
  };

  const setUpByteStream = (stream, start, pull, cancel, highWaterMark, autoAllocateChunkSize) => {
    const controller = newByteController(autoAllocateChunkSize);
    resetQueue(controller);
    Object.assign(controller, { stream, pull, cancel, highWaterMark });
    stream.controller = controller;
    streams.startController(controller, () => start(controller));
  };

  // https://streams.spec.whatwg.org/#set-up-readable-byte-stream-controller-from-underlying-source
  const setUpByteStreamFrom = (stream, callbacks, autoAllocateChunkSize, highWaterMark) => {
    const size = autoAllocateChunkSize === undefined ? undefined : Math.trunc(Number(autoAllocateChunkSize));
    if (size !== undefined && !(size > 0)) throw new TypeError('autoAllocateChunkSize must be greater than zero.');
    const object = () => objectOf(stream.controller);
    const start = () => callbacks.start?.(object());
    const pull = () => callbacks.promised('pull', object())();
    setUpByteStream(stream, start, pull, callbacks.promised('cancel'), highWaterMark, size);
  };

  const objectOf = (controller) => {
    controller.object ??= new ReadableByteStreamController(platform, controller);
    return controller.object;
  };

  const invalidateRequest = (controller) => {
    if (controller.byobRequest === null) return;
    invalidate(controller.byobRequest);
    controller.byobRequest = null;
  };

  const fillReadRequest = (controller, request) => {
    const { buffer, byteOffset, byteLength } = controller.queue.shift();
    controller.queueSize -= byteLength;
    handleQueueDrain(controller);
    request.chunk(new Uint8Array(buffer, byteOffset, byteLength));
  };

  const handleQueueDrain = (controller) => {
    if (controller.queueSize > 0 || !controller.closeRequested) return streams.callPullIfNeeded(controller);
    streams.clearAlgorithms(controller);
    streams.readableStreamClose(controller.stream);
  };

  const pushToQueue = (controller, buffer, byteOffset, byteLength) => {
    controller.queue.push({ buffer, byteOffset, byteLength });
    controller.queueSize += byteLength;
  };

  const byteEnqueue = (controller, chunk) => {
    if (!streams.canCloseOrEnqueue(controller)) return;
    const { stream } = controller;
    const { byteOffset, byteLength } = chunk;
    const buffer = chunk.buffer.transfer();
    const [first] = controller.pullIntos;
    if (first !== undefined) {
      invalidateRequest(controller);
      first.buffer = first.buffer.transfer();
      if (first.reader === 'none') putBackPullInto(controller, first);
    }
    if (stream.reader?.requests) {
      const { requests } = stream.reader;
      while (requests.length > 0 && controller.queueSize > 0) fillReadRequest(controller, requests.shift());
      if (requests.length === 0) pushToQueue(controller, buffer, byteOffset, byteLength);
      else {
        if (controller.pullIntos.length > 0) controller.pullIntos.shift();
        requests.shift().chunk(new Uint8Array(buffer, byteOffset, byteLength));
      }
    } else {
      pushToQueue(controller, buffer, byteOffset, byteLength);
      if (stream.reader?.intoRequests) servePullIntos(controller);
    }
    streams.callPullIfNeeded(controller);
  };

  // What a released reader's buffer had been filled with goes back to the queue.
  const putBackPullInto = (controller, pullInto) => {
    if (pullInto.filled > 0) {
      const bytes = pullInto.buffer.slice(pullInto.byteOffset, pullInto.byteOffset + pullInto.filled);
      pushToQueue(controller, bytes, 0, bytes.byteLength);
    }
    controller.pullIntos.shift();
  };

  const byteClose = (controller) => {
    if (!streams.canCloseOrEnqueue(controller)) return;
    if (controller.queueSize > 0) {
      controller.closeRequested = true;
      return;
    }
    const [first] = controller.pullIntos;
    if (first !== undefined && first.filled % first.elementSize !== 0) {
      const error = new TypeError('The stream was closed with a partly filled element in the buffer of a read.');
      streams.controllerError(controller, error);
      throw error;
    }
    streams.clearAlgorithms(controller);
    streams.readableStreamClose(controller.stream);
  };

  // Closes a stream of the platform's own, and answers the reads that wait.
  const byteFinish = (controller) => {
    byteClose(controller);
    if (controller.stream.state === 'closed' && controller.pullIntos.length > 0) respond(controller, 0);
  };

  // Copies from the queue into a pull-into. True when it is full enough to answer its read.
  const fillFromQueue = (controller, pullInto) => {
    const most = Math.min(controller.queueSize, pullInto.byteLength - pullInto.filled);
    const after = pullInto.filled + most;
    const aligned = after - (after % pullInto.elementSize);
    const ready = aligned >= pullInto.minimum;
    let remaining = ready ? aligned - pullInto.filled : most;
    while (remaining > 0) {
      const [head] = controller.queue;
      const count = Math.min(remaining, head.byteLength);
      const target = new Uint8Array(pullInto.buffer, pullInto.byteOffset + pullInto.filled, count);
      target.set(new Uint8Array(head.buffer, head.byteOffset, count));
      if (head.byteLength === count) controller.queue.shift();
      else {
        head.byteOffset += count;
        head.byteLength -= count;
      }
      controller.queueSize -= count;
      pullInto.filled += count;
      remaining -= count;
    }
    return ready;
  };

  const servePullIntos = (controller) => {
    const full = [];
    while (controller.pullIntos.length > 0 && controller.queueSize > 0) {
      if (!fillFromQueue(controller, controller.pullIntos[0])) break;
      full.push(controller.pullIntos.shift());
    }
    for (const pullInto of full) commit(controller.stream, pullInto);
  };

  const viewOf = ({ buffer, byteOffset, filled, elementSize, View }) =>
    new View(buffer.transfer(), byteOffset, filled / elementSize);

  const commit = (stream, pullInto) => {
    const view = viewOf(pullInto);
    const closed = stream.state === 'closed';
    const requests = pullInto.reader === 'default' ? stream.reader.requests : stream.reader.intoRequests;
    const request = requests.shift();
    if (closed) request.close(view);
    else request.chunk(view);
  };

  // https://streams.spec.whatwg.org/#readable-byte-stream-controller-pull-into
  const pullIntoView = (stream, view, minimum, request) => {
    stream.disturbed = true;
    if (stream.state === 'errored') return request.error(stream.storedError);
    const { controller } = stream;
    const { byteOffset, byteLength, constructor: View } = view;
    const elementSize = view.BYTES_PER_ELEMENT ?? 1;
    const buffer = view.buffer.transfer();
    const size = { byteOffset, byteLength, filled: 0, minimum: minimum * elementSize, elementSize };
    const pullInto = { buffer, ...size, View, reader: 'byob' };
    if (stream.state === 'closed') return request.close(new View(buffer, byteOffset, 0));
    if (controller.pullIntos.length === 0) {
      if (controller.queueSize > 0 && fillFromQueue(controller, pullInto)) {
        const filled = viewOf(pullInto);
        handleQueueDrain(controller);
        return request.chunk(filled);
      }
      if (controller.closeRequested) {
        const error = new TypeError('The stream was closed before the read could be filled.');
        streams.controllerError(controller, error);
        return request.error(error);
      }
    }
    controller.pullIntos.push(pullInto);
    stream.reader.intoRequests.push(request);
    streams.callPullIfNeeded(controller);
  };

  // https://streams.spec.whatwg.org/#readable-byte-stream-controller-respond-internal
  const respond = (controller, count, checked) => {
    const { stream } = controller;
    const [first] = controller.pullIntos;
    if (stream.state === 'closed') {
      if (count !== 0) throw new TypeError('respond() must be called with 0 once the stream is closed.');
    } else {
      if (count === 0) throw new TypeError('respond() must be called with more than 0 while the stream is open.');
      if (first.filled + count > first.byteLength) throw new RangeError('More bytes were written than the view holds.');
    }
    first.buffer = checked === undefined ? first.buffer.transfer() : checked.transfer();
    invalidateRequest(controller);
    if (stream.state === 'closed') respondClosed(controller, first);
    else respondReadable(controller, first, count);
    streams.callPullIfNeeded(controller);
  };

  const respondClosed = (controller, first) => {
    if (first.reader === 'none') controller.pullIntos.shift();
    if (!controller.stream.reader?.intoRequests) return;
    while (waitingIntos(controller.stream) > 0) commit(controller.stream, controller.pullIntos.shift());
  };

  const respondReadable = (controller, first, count) => {
    first.filled += count;
    if (first.reader === 'none') {
      putBackPullInto(controller, first);
      servePullIntos(controller);
      return;
    }
    if (first.filled < first.minimum) return;
    controller.pullIntos.shift();
    const rest = first.filled % first.elementSize;
    if (rest > 0) {
      const end = first.byteOffset + first.filled;
      pushToQueue(controller, first.buffer.slice(end - rest, end), 0, rest);
    }
    first.filled -= rest;
    commit(controller.stream, first);
    servePullIntos(controller);
  };

  const currentRequest = (controller) => {
    const [first] = controller.pullIntos;
    if (controller.byobRequest === null && first !== undefined) {
      const view = new Uint8Array(first.buffer, first.byteOffset + first.filled, first.byteLength - first.filled);
      controller.byobRequest = new ReadableStreamBYOBRequest(platform, controller, view);
    }
    return controller.byobRequest;
  };

  // ---- https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamtee ----
  // Both branches are byte streams; the source is read by chunks, never into a branch's own buffer, which no one can tell.

  const byteTee = (stream) => {
    const reader = streams.acquireReader(stream);
    const canceled = deferred();
    const branches = [{}, {}];
    let reading = false;
    let readAgain = false;
    const open = (action) => {
      for (const branch of branches) if (!branch.canceled) action(branch.record.controller);
    };
    const pull = () => {
      if (reading) {
        readAgain = true;
        return resolve(undefined);
      }
      reading = true;
      streams.readerRead(reader, {
        chunk: (chunk) =>
          nativeQueueMicrotask(() => {
            readAgain = false;
            const copy = chunk.slice();
            let bytes = chunk;
            open((controller) => {
              byteEnqueue(controller, bytes);
              bytes = copy;
            });
            reading = false;
            if (readAgain) pull();
          }),
        close: () => {
          reading = false;
          open(byteFinish);
          if (!branches[0].canceled || !branches[1].canceled) canceled.resolve(undefined);
        },
        error: () => {
          reading = false;
        },
      });
      return resolve(undefined);
    };
    for (const branch of branches) {
      const cancel = (reason) => {
        branch.canceled = true;
        branch.reason = reason;
        if (branches[0].canceled && branches[1].canceled) {
          canceled.resolve(streams.readableStreamCancel(stream, [branches[0].reason, branches[1].reason]));
        }
        return canceled.promise;
      };
      branch.object = createByteStream(() => undefined, pull, cancel, 0);
      branch.record = streams.readable(branch.object);
      branch.record.event = stream.event;
    }
    then(reader.closed.promise, undefined, (error) => {
      for (const { record } of branches) streams.controllerError(record.controller, error);
      if (!branches[0].canceled || !branches[1].canceled) canceled.resolve(undefined);
    });
    return [branches[0].object, branches[1].object];
  };

  // A byte stream of the platform's own: as createReadableStream, start is given the controller.
  const createByteStream = (start, pull, cancel, highWaterMark) => {
    const object = new ReadableStream(platform);
    setUpByteStream(streams.readable(object), start, pull, cancel, highWaterMark);
    return object;
  };

  // A byte stream that gives a copy of `bytes` once.
  const byteStreamFrom = (bytes) => {
    const start = (controller) => {
      if (bytes.length > 0) byteEnqueue(controller, bytes.slice());
      byteClose(controller);
    };
    const nothing = () => resolve(undefined);
    return createByteStream(start, nothing, nothing, 0);
  };

  // ---- the interfaces ----

  let readerOf;
  let controllerOf;
  let requestOf;
  let invalidate;

  const requireView = (view, where) => {
    if (!isView(view)) throw new TypeError(`Failed to execute '${where}': parameter 1 is not of type 'ArrayBufferView'.`);
  };

  class ReadableStreamBYOBReader {
    #record;

    static {
      readerOf = (value) => brand(() => value.#record);
    }

    constructor(object) {
      const stream = streams.readable(object);
      if (!streams.isLocked(stream) && stream.controller.shouldPull === undefined) {
        throw new TypeError('This ReadableStream does not support BYOB reads.');
      }
      this.#record = streams.acquireReader(stream, { intoRequests: [] });
    }

    get closed() {
      return readerOf(this).closed.promise;
    }

    cancel(reason = undefined) {
      const { stream } = readerOf(this);
      return stream === undefined ? reject(streams.released()) : streams.readableStreamCancel(stream, reason);
    }

    read(view, options = undefined) {
      return readInto(readerOf(this), view, Number(options?.min ?? 1));
    }

    // workerd's own: waits until at least `count` elements are there.
    readAtLeast(count, view) {
      return readInto(readerOf(this), view, Number(count));
    }

    releaseLock() {
      const reader = readerOf(this);
      if (reader.stream !== undefined) streams.releaseReader(reader);
    }
  }

  const readInto = (reader, view, minimum) => {
    try {
      requireView(view, "read' on 'ReadableStreamBYOBReader");
      if (view.byteLength === 0) {
        throw new TypeError('You must call read() on a "byob" reader with a positive-sized TypedArray object.');
      }
      if (!(minimum > 0)) throw new TypeError('The minimum of a read must be greater than zero.');
      if (minimum > (view.length ?? view.byteLength)) throw new RangeError('The minimum of a read exceeds its buffer.');
      if (reader.stream === undefined) throw streams.released();
    } catch (error) {
      return reject(error);
    }
    return new NativePromise((fulfil, fail) => {
      pullIntoView(reader.stream, view, minimum, {
        chunk: (value) => fulfil({ value, done: false }),
        close: (value) => fulfil({ value, done: true }),
        error: fail,
      });
    });
  };

  class ReadableByteStreamController {
    #record;

    static {
      controllerOf = (value) => brand(() => value.#record);
    }

    constructor(key, record) {
      if (key !== platform) throw new TypeError('Illegal constructor');
      this.#record = record;
    }

    get byobRequest() {
      return currentRequest(controllerOf(this));
    }

    get desiredSize() {
      return streams.desiredSize(controllerOf(this));
    }

    close() {
      const controller = controllerOf(this);
      if (!streams.canCloseOrEnqueue(controller)) throw new TypeError('This ReadableStream is closed.');
      byteClose(controller);
    }

    enqueue(chunk) {
      const controller = controllerOf(this);
      requireView(chunk, "enqueue' on 'ReadableByteStreamController");
      if (chunk.byteLength === 0) throw new TypeError('Cannot enqueue a zero-length ArrayBuffer.');
      if (!streams.canCloseOrEnqueue(controller)) throw new TypeError('Unable to enqueue');
      byteEnqueue(controller, chunk);
    }

    error(reason = undefined) {
      streams.controllerError(controllerOf(this), reason);
    }
  }

  class ReadableStreamBYOBRequest {
    #record;

    static {
      requestOf = (value) => brand(() => value.#record);
      invalidate = (value) => {
        value.#record.controller = undefined;
        value.#record.view = null;
      };
    }

    constructor(key, controller, view) {
      if (key !== platform) throw new TypeError('Illegal constructor');
      this.#record = { controller, view };
    }

    get view() {
      return requestOf(this).view;
    }

    get atLeast() {
      const { controller } = requestOf(this);
      if (controller === undefined) return null;
      const [{ minimum, filled }] = controller.pullIntos;
      return Math.max(1, minimum - filled);
    }

    respond(count) {
      respond(requireValid(this), Number(count));
    }

    respondWithNewView(view) {
      const controller = requireValid(this);
      requireView(view, "respondWithNewView' on 'ReadableStreamBYOBRequest");
      const [first] = controller.pullIntos;
      const fits = first.byteOffset + first.filled === view.byteOffset && first.buffer.byteLength === view.buffer.byteLength;
      if (!fits) throw new RangeError('The view must cover the memory that the read asked to be filled.');
      respond(controller, view.byteLength, view.buffer);
    }
  }

  const requireValid = (request) => {
    const { controller } = requestOf(request);
    if (controller === undefined) throw new TypeError('This ReadableStreamBYOBRequest has been invalidated.');
    return controller;
  };

  exposeInterface(ReadableStreamBYOBReader);
  exposeInterface(ReadableByteStreamController);
  exposeInterface(ReadableStreamBYOBRequest);
  const made = {
    setUp: setUpByteStreamFrom,
    acquireReader: (object) => new ReadableStreamBYOBReader(object),
    create: createByteStream,
    fromBytes: byteStreamFrom,
    tee: byteTee,
    enqueue: byteEnqueue,
    finish: byteFinish,
  };
  return () => made;
}
