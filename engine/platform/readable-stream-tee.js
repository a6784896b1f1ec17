// deferred: teeStream
// spec: https://streams.spec.whatwg.org/#abstract-opdef-readablestreamdefaulttee
//
// Given a stream's record, gives two ReadableStreams.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { then, resolve } = platform.promise;
  const nativeQueueMicrotask = queueMicrotask;
  const { deferred, isLocked, locked, acquireReader, readerRead, readableStreamCancel } = internals.streams;
  const { createReadableStream, readable, controllerEnqueue, controllerClose, controllerError } = internals.streams;

  return (stream) => {
    if (isLocked(stream)) throw locked(',');
    if (stream.controller.shouldPull) return internals.byteStreams().tee(stream);
    const reader = acquireReader(stream);
    const canceled = deferred();
    let reading = false;
    let readAgain = false;
    const branches = [{}, {}];
    const pull = () => {
      if (reading) {
        readAgain = true;
        return resolve(undefined);
      }
      reading = true;
      readerRead(reader, {
        chunk: (chunk) =>
          nativeQueueMicrotask(() => {
            readAgain = false;
            for (const branch of branches) if (!branch.canceled) controllerEnqueue(branch.controller, chunk);
            reading = false;
            if (readAgain) pull();
          }),
        close: () => {
          reading = false;
          for (const branch of branches) if (!branch.canceled) controllerClose(branch.controller);
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
          canceled.resolve(readableStreamCancel(stream, [branches[0].reason, branches[1].reason]));
        }
        return canceled.promise;
      };
      branch.object = createReadableStream(() => undefined, pull, cancel);
      branch.controller = readable(branch.object).controller;
      readable(branch.object).event = stream.event;
    }
    then(reader.closed.promise, undefined, (error) => {
      for (const branch of branches) controllerError(branch.controller, error);
      if (!branches[0].canceled || !branches[1].canceled) canceled.resolve(undefined);
    });
    return [branches[0].object, branches[1].object];
  };
}
