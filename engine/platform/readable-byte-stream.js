// provides: ReadableStreamBYOBReader ReadableByteStreamController ReadableStreamBYOBRequest
// needs: readable-stream
// mentioned by: byob readAtLeast
//
// A Worker that brings buffers of its own meets byte streams wherever the platform gives it a stream.
(platform) => {
  'use strict';
  const { internals } = platform;
  internals.byteStreams();
  internals.givesByteStreams = true;
}
