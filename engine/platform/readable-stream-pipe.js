// deferred: pipeStream
// needs: writable-stream
// spec: https://streams.spec.whatwg.org/#readable-stream-pipe-to
(platform) => {
  'use strict';
  const { then, resolve } = platform.promise;
  const { streams } = platform.internals;
  const { deferred } = streams;
  const NativePromise = Promise;

  const pipe = (source, destination, { preventAbort, preventCancel, preventClose, signal }) => {
    const reader = streams.acquireReader(source);
    const writer = streams.acquireWriter(destination);
    source.disturbed = true;
    const result = deferred();
    let shuttingDown = false;
    let lastWrite = resolve(undefined);

    const finalize = (failed, error) => {
      streams.releaseWriter(writer);
      streams.releaseReader(reader);
      signal?.removeEventListener('abort', aborted);
      if (failed) result.reject(error);
      else result.resolve(undefined);
    };

    const writesDone = () => {
      const seen = lastWrite;
      return then(seen, () => (seen === lastWrite ? undefined : writesDone()), () => undefined);
    };

    // "Shutdown with an action", and without one.
    const shutdown = (action, failed, error) => {
      if (shuttingDown) return;
      shuttingDown = true;
      const act = () => {
        if (action === undefined) finalize(failed, error);
        else then(action(), () => finalize(failed, error), (newError) => finalize(true, newError));
      };
      if (destination.state === 'writable' && !streams.closeQueuedOrInFlight(destination)) then(writesDone(), act);
      else act();
    };

    const aborted = () => {
      const { reason } = signal;
      const actions = [];
      if (!preventAbort) {
        actions.push(() =>
          destination.state === 'writable' ? streams.writableStreamAbort(destination, reason) : resolve(undefined),
        );
      }
      if (!preventCancel) {
        actions.push(() =>
          source.state === 'readable' ? streams.readableStreamCancel(source, reason) : resolve(undefined),
        );
      }
      shutdown(() => NativePromise.all(actions.map((action) => action())), true, reason);
    };

    // Errors and closes of either end, once they are there.
    const sourceErrored = (error) =>
      shutdown(preventAbort ? undefined : () => streams.writableStreamAbort(destination, error), true, error);
    const sourceClosed = () =>
      shutdown(preventClose ? undefined : () => streams.writerCloseWithErrorPropagation(writer), false);
    const destinationErrored = (error) =>
      shutdown(preventCancel ? undefined : () => streams.readableStreamCancel(source, error), true, error);
    const destinationClosed = () => {
      const error = new TypeError('This destination writable stream is closed.');
      shutdown(preventCancel ? undefined : () => streams.readableStreamCancel(source, error), true, error);
    };

    if (signal !== undefined) {
      if (signal.aborted) {
        aborted();
        return result.promise;
      }
      signal.addEventListener('abort', aborted);
    }

    if (source.state === 'errored') sourceErrored(source.storedError);
    else then(reader.closed.promise, undefined, (error) => sourceErrored(error));
    if (destination.state === 'errored') destinationErrored(destination.storedError);
    else then(writer.closed.promise, undefined, (error) => destinationErrored(error));
    if (source.state === 'closed') sourceClosed();
    else then(reader.closed.promise, sourceClosed, () => undefined);
    if (streams.closeQueuedOrInFlight(destination) || destination.state === 'closed') destinationClosed();

    const step = () => {
      if (shuttingDown) return resolve(true);
      return then(
        writer.ready.promise,
        () =>
          new NativePromise((fulfil, fail) => {
            streams.readerRead(reader, {
              chunk: (chunk) => {
                lastWrite = then(streams.writerWrite(writer, chunk), undefined, () => undefined);
                fulfil(false);
              },
              close: () => fulfil(true),
              error: fail,
            });
          }),
      );
    };
    const loop = () =>
      then(
        step(),
        (done) => {
          if (!done) loop();
        },
        () => undefined,
      );
    loop();
    return result.promise;
  };

  const optionsFrom = (options) => {
    const { preventAbort, preventCancel, preventClose, signal } = options ?? {};
    if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
      throw new TypeError("Failed to execute 'pipeTo' on 'ReadableStream': parameter 2 is not of type 'PipeToOptions'.");
    }
    return {
      preventAbort: Boolean(preventAbort),
      preventCancel: Boolean(preventCancel),
      preventClose: Boolean(preventClose),
      signal,
    };
  };

  return (source, object, options) => {
    const destination = streams.writable(object);
    const chosen = optionsFrom(options);
    if (streams.isLocked(source)) throw streams.locked();
    if (streams.isWritableLocked(destination)) throw new TypeError('This WritableStream is currently locked to a writer.');
    return pipe(source, destination, chosen);
  };
}
