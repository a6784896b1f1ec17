// deferred: percentDecode
// needs: utf8
// spec: https://url.spec.whatwg.org/#string-percent-decode
//
// The text of a percent-encoded one, read as UTF-8: a % without two digits stays as it is, bytes that are not UTF-8
// become U+FFFD.
(platform) => {
  'use strict';
  const { internals } = platform;
  const encode = encodeURIComponent;
  const decode = decodeURIComponent;
  const toBinary = unescape;
  const NativeUint8Array = Uint8Array;

  return (text) => {
    if (!text.includes('%')) return text;
    const escaped = text.replace(/%(?![\da-f]{2})/gi, '%25');
    try {
      return decode(escaped);
    } catch {
      const binary = toBinary(escaped.replace(/[^ -~]+/g, encode));
      return internals.utf8Decode(NativeUint8Array.from(binary, (unit) => unit.charCodeAt(0)));
    }
  };
}
