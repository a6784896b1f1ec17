// needs: utf8
// spec: https://url.spec.whatwg.org/#percent-encoded-bytes
(platform) => {
  'use strict';
  const { internals } = platform;
  const encode = encodeURIComponent;
  const decode = decodeURIComponent;
  const toBinary = unescape;
  const NativeUint8Array = Uint8Array;

  // Each percent-encode set as the runs of characters in it. Surrogate pairs stay together in a run.
  internals.percentEncodeSets = {
    control: /[^ -~]+/g,
    fragment: /[^!#-;=?-_a-~]+/g,
    query: /[^!$-;=?-~]+/g,
    specialQuery: /[^!$-&(-;=?-~]+/g,
    path: /[^!$-;=@-\]_a-z|~]+/g,
    userinfo: /[^!$-.\dA-Z_a-z~]+/g,
  };

  // https://url.spec.whatwg.org/#string-utf-8-percent-encode
  internals.percentEncode = (text, set) => text.replace(set, (run) => encode(run).replaceAll("'", '%27'));

  // https://url.spec.whatwg.org/#string-percent-decode, then UTF-8 decoded: a % without two digits stays as it is,
  // bytes that are not UTF-8 become U+FFFD.
  internals.percentDecode = (text) => {
    if (!text.includes('%')) return text;
    const escaped = text.replace(/%(?![\da-f]{2})/gi, '%25');
    try {
      return decode(escaped);
    } catch {
      const binary = toBinary(escaped.replace(internals.percentEncodeSets.control, encode));
      return internals.utf8Decode(NativeUint8Array.from(binary, (unit) => unit.charCodeAt(0)));
    }
  };
}
