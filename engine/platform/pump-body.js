// always
// deferred: pumpBody
//
// Sends a response body that is a stream, chunk by chunk. read: gives a promise of {done} or {text} or {base64}. After
// many characters a turn of its own begins, so that the host takes them before there are more.
(platform) => {
  'use strict';
  const { write, promise, internals } = platform;
  const MOST = 1 << 20; // characters in one turn

  return (event, read) => {
    let sent = 0;
    const pump = () =>
      promise.then(
        read(),
        (chunk) => {
          if (chunk.done) return write(19, event);
          const data = chunk.base64 ?? chunk.text;
          write(18, event, chunk.base64 === undefined ? 't' : 'b', data);
          if ((sent += data.length) < MOST) {
            pump();
            return;
          }
          sent = 0;
          const taken = platform.run(event, () => platform.operation('body.sent', 'a part of the stream', null));
          promise.then(taken, pump);
        },
        (reason) => {
          write(20, event);
          internals.writeException(event, 'body', reason);
        },
      );
    pump();
  };
}
