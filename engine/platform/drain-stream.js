// deferred: drainStream
// mentioned by: body clone console
(platform) => {
  'use strict';
  const { internals, promise } = platform;
  const ignore = () => {};

  // Leaves a stream read to its end and locked, as reading the body it belongs to does.
  return (stream) => {
    promise.then(internals.readAllBytes(stream), ignore, ignore);
  };
}
