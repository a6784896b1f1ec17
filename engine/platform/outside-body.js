// always
// deferred: outsideBody
// spec: https://fetch.spec.whatwg.org/#concept-body
//
// A large body waits at the host (engine/bodies.py), which gives it piece by piece. Sent on unread, it never enters the
// heap.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { then } = platform.promise;
  const { fromBase64 } = Uint8Array;
  const NativeUint8Array = Uint8Array;
  const MOST = 128 * 1024 * 1024; // bytes of an isolate's memory

  const receive = (piece) =>
    piece === '' ? { done: true } : { done: false, value: fromBase64.call(NativeUint8Array, piece) };

  // The stream of such a body: each pull asks for one piece.
  internals.outsideStream = ({ next, size }) => {
    const { streams } = internals;
    const pull = () =>
      then(next(), ({ done, value }) => {
        const { controller } = streams.readable(object);
        if (done) close(controller);
        else enqueue(controller, value);
      });
    const nothing = () => platform.promise.resolve(undefined);
    const bytes = internals.givesByteStreams ? internals.byteStreams() : undefined;
    const enqueue = bytes?.enqueue ?? streams.controllerEnqueue;
    const close = bytes?.finish ?? streams.controllerClose;
    const create = bytes?.create ?? streams.createReadableStream;
    const object = create(() => undefined, pull, nothing, 0);
    streams.readable(object).event = platform.event();
    streams.readable(object).length = size;
    return object;
  };

  // The stream is locked and read as far as anybody can tell: its body goes where the host sends it.
  internals.spendStream = (object) => {
    const stream = internals.streams.readable(object);
    internals.streams.acquireReader(stream);
    stream.disturbed = true;
  };

  // All of it: a promise of {text}, or of {bytes}, read into memory that is taken once.
  internals.readOutside = ({ outside, next, size }, asText) => {
    if (asText) return platform.operation('body.text', `${size} bytes`, { outside }, (text) => ({ text }));
    const whole = new NativeUint8Array(size);
    let at = 0;
    const more = () =>
      then(next(), ({ done, value }) => {
        if (done) return { bytes: whole };
        whole.set(value, at);
        at += value.length;
        return more();
      });
    return more();
  };

  // https://developers.cloudflare.com/workers/observability/errors/
  internals.requireRoom = (size) => {
    if (size > MOST) throw new TypeError('Memory limit would be exceeded before EOF.');
  };

  return ({ outside, size }) => {
    const next = () => {
      const { signal } = body;
      if (signal?.aborted) return platform.promise.reject(signal.reason);
      return platform.operation('body.piece', `${size} bytes`, { outside }, receive);
    };
    const body = internals.newBody({ outside, size, next, signal: undefined });
    return body;
  };
}
