// deferred: blobStream
// needs: readable-stream
// mentioned by: stream
// spec: https://w3c.github.io/FileAPI/#blob-get-stream
(platform) => {
  'use strict';
  const { internals } = platform;

  return (bytes) => {
    platform.requireEvent();
    return internals.readableStreamFromBytes(bytes);
  };
}
