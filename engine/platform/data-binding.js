// binding: data
// spec: https://developers.cloudflare.com/workers/wrangler/configuration/
//
// A binding to bytes that were deployed with the Worker: an ArrayBuffer.
(platform) => {
  'use strict';
  const { internals } = platform;
  internals.bindings ??= Object.create(null);
  internals.bindings.data = ({ base64 }) => Uint8Array.fromBase64(base64).buffer;
}
