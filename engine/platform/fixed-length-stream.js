// provides: FixedLengthStream
// needs: interface identity-transform-stream
// spec: https://developers.cloudflare.com/workers/runtime-apis/streams/transformstream/#fixedlengthstream
(platform) => {
  'use strict';
  const { internals } = platform;
  const streams = internals.streams;

  // The reader is told of a wrong length; the write or close that brought it has gone through by then.
  class FixedLengthStream extends internals.IdentityTransformStream {
    constructor(expectedLength, strategy = undefined) {
      let left = Number(expectedLength);
      if (!Number.isInteger(left) || left < 0) {
        throw new TypeError(
          left < 0
            ? 'The value cannot be converted because it is negative and this API expects a positive bigint.'
            : 'The value cannot be converted because it is not an integer.',
        );
      }
      const onBytes = (bytes, record) => {
        if (bytes.length > left) {
          streams.transformError(record, new TypeError('Attempt to write too many bytes through a FixedLengthStream.'));
        } else if (bytes.length > 0) {
          left -= bytes.length;
          streams.transformEnqueue(record, bytes);
        }
      };
      const shortfall = () =>
        left === 0 ? undefined : new TypeError('FixedLengthStream did not see all expected bytes before close().');
      super(strategy, platform, onBytes, shortfall);
    }
  }

  internals.exposeInterface(FixedLengthStream);
}
