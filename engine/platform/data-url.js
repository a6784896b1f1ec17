// deferred: fetchDataUrl
// needs: utf8 response
// spec: https://fetch.spec.whatwg.org/#data-url-processor
(platform) => {
  'use strict';
  const { internals } = platform;
  const { fromBase64 } = Uint8Array;

  // https://url.spec.whatwg.org/#percent-decode
  const percentDecode = (bytes) => {
    const decoded = [];
    for (let i = 0; i < bytes.length; i++) {
      const digits = String.fromCharCode(bytes[i + 1] ?? 0, bytes[i + 2] ?? 0);
      if (bytes[i] === 0x25 && /^[\da-f]{2}$/i.test(digits)) {
        decoded.push(parseInt(digits, 16));
        i += 2;
      } else decoded.push(bytes[i]);
    }
    return new Uint8Array(decoded);
  };

  // The Response to a fetch of a data: URL, without fragment; null where the spec says failure.
  return (url, method) => {
    const comma = url.indexOf(',');
    if (comma < 0) return null;
    let type = url.slice('data:'.length, comma).trim();
    let bytes = percentDecode(internals.utf8Encode(url.slice(comma + 1)));
    const base64 = /; *base64$/i.exec(type);
    if (base64 !== null) {
      type = type.slice(0, base64.index);
      try {
        bytes = fromBase64.call(Uint8Array, internals.utf8Decode(bytes).replace(/[\t\n\f\r ]/g, ''));
      } catch {
        return null;
      }
    }
    if (type.startsWith(';')) type = `text/plain${type}`;
    if (!/^[^\s/;]+\/[^\s/;]+(;|$)/.test(type)) type = 'text/plain;charset=US-ASCII';
    const body = method === 'GET' ? internals.newBody({ bytes }) : null;
    return internals.newResponse({ headers: [['Content-Type', type, 'content-type']], body });
  };
}
