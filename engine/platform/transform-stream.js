// provides: TransformStream TransformStreamDefaultController
// needs: interface readable-stream writable-stream
// spec: https://streams.spec.whatwg.org/#ts
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, exposeInterface } = internals;
  const { then, resolve, reject } = platform.promise;
  const streams = internals.streams;
  const { deferred, callbackOf, highWaterMarkOf, sizeOf } = streams;

  // What a write waits for, that the reader wants more, is a promise of the event that made the stream: once that event
  // is over it never settles, and the real runtime says so (tests/conformance: xreq-stream).
  const transforms = { __proto__: null }; // event → the last transform made in it, which knows the one before it
  const ENDED =
    'This promise was created by a request that has since ended, so it can never settle. With the ' +
    'handle_cross_request_promise_resolution compatibility flag, a promise can only settle in the request that ' +
    'created it, and settling it after that request ends is dropped.';
  internals.endTransforms = (event) => {
    for (let transform = transforms[event]; transform !== undefined; transform = transform.before) transform.ended = true;
    delete transforms[event];
  };

  // ---- https://streams.spec.whatwg.org/#ts-abstract-ops ----

  // What every transformer's stream is made of, the platform's own too. algorithms: { transform(chunk), flush(),
  // cancel(reason) }, each giving a promise; bytes: true where the readable end is a byte stream; shortfall(), an error
  // for the reader alone when the writer closes too early. Gives the record { readable, writable, … }.
  const createTransform = (started, algorithms, writableMark, writableSize, readableMark, readableSize) => {
    const transform = { ...algorithms, backpressure: undefined, change: undefined, finished: undefined };
    const start = () => started;
    transform.writable = streams.createWritableStream(
      start,
      (chunk) => sinkWrite(transform, chunk),
      () => sinkClose(transform),
      (reason) => sinkAbort(transform, reason),
      writableMark,
      writableSize,
    );
    const asBytes = algorithms.bytes && internals.givesByteStreams;
    const createReadable = asBytes ? internals.byteStreams().create : streams.createReadableStream;
    transform.readable = createReadable(
      start,
      () => {
        setBackpressure(transform, false);
        return transform.change.promise;
      },
      (reason) => sourceCancel(transform, reason),
      readableMark,
      readableSize,
    );
    transform.writableRecord = streams.writable(transform.writable);
    transform.readableRecord = streams.readable(transform.readable);
    setBackpressure(transform, true);
    const event = platform.event();
    if (event !== 0) {
      transform.before = transforms[event];
      transforms[event] = transform;
    }
    return transform;
  };

  const setBackpressure = (transform, backpressure) => {
    transform.change?.resolve(undefined);
    transform.change = deferred();
    transform.backpressure = backpressure;
  };

  const clearAlgorithms = (transform) => {
    transform.transform = undefined;
    transform.flush = undefined;
    transform.cancel = undefined;
  };

  const transformError = (transform, error) => {
    streams.controllerError(transform.readableRecord.controller, error);
    errorWritableAndUnblock(transform, error);
  };

  const errorWritableAndUnblock = (transform, error) => {
    clearAlgorithms(transform);
    streams.writableErrorIfNeeded(transform.writableRecord.controller, error);
    if (transform.backpressure) setBackpressure(transform, false);
  };

  const hasBackpressure = ({ controller }) =>
    !(streams.canCloseOrEnqueue(controller) && (streams.waitingReads(controller.stream) > 0 || streams.desiredSize(controller) > 0));

  const transformEnqueue = (transform, chunk) => {
    const { readableRecord } = transform;
    if (!streams.canCloseOrEnqueue(readableRecord.controller)) {
      throw new TypeError('The readable side of this TransformStream is no longer readable.');
    }
    try {
      streams.controllerEnqueue(readableRecord.controller, chunk);
    } catch (error) {
      errorWritableAndUnblock(transform, error);
      throw readableRecord.storedError;
    }
    if (hasBackpressure(readableRecord) !== transform.backpressure) setBackpressure(transform, true);
  };

  const performTransform = (transform, chunk) =>
    then(transform.transform(chunk), undefined, (error) => {
      transformError(transform, error);
      throw error;
    });

  // ---- https://streams.spec.whatwg.org/#ts-default-sink-abstract-ops ----

  const sinkWrite = (transform, chunk) => {
    if (!transform.backpressure) return performTransform(transform, chunk);
    if (transform.ended) return reject(new Error(ENDED));
    return then(transform.change.promise, () => {
      const { state, storedError } = transform.writableRecord;
      if (state === 'erroring') throw storedError;
      return performTransform(transform, chunk);
    });
  };

  // The end of either side: `steps()` runs once, and `settle` then ends the other side.
  const finish = (transform, steps, settle, fail) => {
    if (transform.finished !== undefined) return transform.finished.promise;
    transform.finished = deferred();
    const result = steps();
    clearAlgorithms(transform);
    const failed = (error) => {
      fail(error);
      transform.finished.reject(error);
    };
    then(
      result,
      () => {
        const outcome = settle();
        if (outcome === undefined) transform.finished.resolve(undefined);
        else transform.finished.reject(outcome.error);
      },
      failed,
    );
    return transform.finished.promise;
  };

  const sinkAbort = (transform, reason) => {
    const { controller } = transform.readableRecord;
    return finish(
      transform,
      () => transform.cancel(reason),
      () => {
        if (transform.readableRecord.state === 'errored') return { error: transform.readableRecord.storedError };
        streams.controllerError(controller, reason);
      },
      (error) => streams.controllerError(controller, error),
    );
  };

  const sinkClose = (transform) => {
    const { controller } = transform.readableRecord;
    return finish(
      transform,
      () => transform.flush(),
      () => {
        if (transform.readableRecord.state === 'errored') return { error: transform.readableRecord.storedError };
        const shortfall = transform.shortfall?.();
        if (shortfall === undefined) streams.controllerClose(controller);
        else streams.controllerError(controller, shortfall);
      },
      (error) => streams.controllerError(controller, error),
    );
  };

  // ---- https://streams.spec.whatwg.org/#ts-default-source-abstract-ops ----

  const sourceCancel = (transform, reason) => {
    const { writableRecord } = transform;
    const end = (error) => {
      streams.writableErrorIfNeeded(writableRecord.controller, error);
      if (transform.backpressure) setBackpressure(transform, false);
    };
    return finish(
      transform,
      () => transform.cancel(reason),
      () => {
        if (writableRecord.state === 'errored') return { error: writableRecord.storedError };
        end(reason);
      },
      end,
    );
  };

  // ---- the interfaces ----

  let transformOf;
  let controllerOf;

  class TransformStream {
    #record;

    static {
      transformOf = (value) => brand(() => value.#record);
    }

    constructor(transformer = undefined, writableStrategy = undefined, readableStrategy = undefined) {
      const { cancel, flush, readableType, start, transform, writableType } = transformer ?? {};
      if (readableType !== undefined || writableType !== undefined) {
        throw new RangeError('readableType and writableType of a transformer must be undefined.');
      }
      const callbacks = callbackOf(transformer, { cancel, flush, start, transform }, 'Transformer');
      const readableMark = highWaterMarkOf(readableStrategy, 0);
      const readableSize = sizeOf(readableStrategy);
      const writableMark = highWaterMarkOf(writableStrategy, 1);
      const writableSize = sizeOf(writableStrategy);
      const started = deferred();
      const record = createTransform(started.promise, {}, writableMark, writableSize, readableMark, readableSize);
      const controller = new TransformStreamDefaultController(platform, record);
      const identity = (chunk) => {
        try {
          return resolve(transformEnqueue(record, chunk));
        } catch (error) {
          return reject(error);
        }
      };
      record.transform = callbacks.transform ? callbacks.promised('transform', controller) : identity;
      record.flush = callbacks.promised('flush', controller);
      record.cancel = callbacks.promised('cancel');
      this.#record = record;
      started.resolve(callbacks.start?.(controller));
    }

    get readable() {
      return transformOf(this).readable;
    }

    get writable() {
      return transformOf(this).writable;
    }
  }

  class TransformStreamDefaultController {
    #record;

    static {
      controllerOf = (value) => brand(() => value.#record);
    }

    constructor(key, record) {
      if (key !== platform) throw new TypeError('Illegal constructor');
      this.#record = record;
    }

    get desiredSize() {
      return streams.desiredSize(controllerOf(this).readableRecord.controller);
    }

    enqueue(chunk = undefined) {
      transformEnqueue(controllerOf(this), chunk);
    }

    error(reason = undefined) {
      transformError(controllerOf(this), reason);
    }

    terminate() {
      const transform = controllerOf(this);
      streams.controllerClose(transform.readableRecord.controller);
      errorWritableAndUnblock(transform, new TypeError('The transform stream has been terminated'));
    }
  }

  exposeInterface(TransformStream);
  exposeInterface(TransformStreamDefaultController);

  // A transform of the platform's own, as TextEncoderStream: onChunk(chunk, enqueue) and onEnd(enqueue) may throw.
  internals.transformStream = (onChunk, onEnd) => {
    const attempt = (steps) => {
      try {
        return resolve(steps());
      } catch (error) {
        return reject(error);
      }
    };
    const enqueue = (chunk) => transformEnqueue(record, chunk);
    const algorithms = {
      transform: (chunk) => attempt(() => onChunk(chunk, enqueue)),
      flush: () => attempt(() => onEnd(enqueue)),
      cancel: () => resolve(undefined),
    };
    const record = createTransform(undefined, algorithms, 1, undefined, 0, undefined);
    return record;
  };

  Object.assign(streams, { createTransform, transformEnqueue, transformError });
}
