// UTF-8 both ways, on the engine's native text functions: a loop in JavaScript would be ten times slower.
//
// needs: utf8-lossy
// spec: https://encoding.spec.whatwg.org/#utf-8
(platform) => {
  'use strict';
  const { internals } = platform;
  const { fromBase64 } = Uint8Array;
  const toBase64 = Uint8Array.prototype.toBase64;
  const NativeUint8Array = Uint8Array;
  const { apply } = Reflect;
  const toBinary = atob;
  const fromBinary = btoa;
  const percentDecode = unescape;
  const percentEncode = escape;
  const toPercent = encodeURIComponent;
  const fromPercent = decodeURIComponent;

  // https://encoding.spec.whatwg.org/#utf-8-encode; lone surrogates become U+FFFD.
  internals.utf8Encode = (text) =>
    apply(fromBase64, NativeUint8Array, [fromBinary(percentDecode(toPercent(text.toWellFormed())))]);

  // https://encoding.spec.whatwg.org/#utf-8-decode-without-bom; bytes that are not UTF-8 become U+FFFD.
  internals.utf8Decode = (bytes) => {
    const binary = toBinary(apply(toBase64, bytes, []));
    try {
      return fromPercent(percentEncode(binary));
    } catch {
      return internals.utf8DecodeLossy(bytes);
    }
  };
}
