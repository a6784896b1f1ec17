// always
// deferred: pumpBody
// Sends a response body that is a stream, chunk by chunk. read: gives a promise of {done} or {text} or {base64}.
(platform) => {
  'use strict';
  const { write, promise, internals } = platform;
  const pump = (event, read) =>
    promise.then(
      read(),
      (chunk) => {
        if (chunk.done) return write(19, event);
        write(18, event, chunk.base64 === undefined ? 't' : 'b', chunk.base64 ?? chunk.text);
        pump(event, read);
      },
      (reason) => {
        write(20, event);
        internals.writeException(event, 'body', reason);
      },
    );
  return pump;
}
