// provides: atob btoa
// needs: dom-exception
// spec: https://infra.spec.whatwg.org/#forgiving-base64
//
// The arithmetic is the engine's; what is taken and refused, and the words, are the real runtime's.
(platform) => {
  'use strict';
  const decode = atob;
  const encode = btoa;
  const { internals } = platform;

  const refuse = (name, type) => {
    throw new TypeError(`Failed to execute '${name}' on 'ServiceWorkerGlobalScope': parameter 1 is not of type '${type}'.`);
  };
  const { atob: checkedDecode, btoa: checkedEncode } = {
    atob(...values) {
      if (values.length === 0) refuse('atob', 'string');
      const text = `${values[0]}`.replace(/[\t\n\f\r ]/g, '');
      const data = text.length % 4 === 0 ? text.replace(/={1,2}$/, '') : text;
      if (data.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(data)) {
        throw internals.domException(
          "atob() called with invalid base64-encoded data. (Only whitespace, '+', '/', alphanumeric ASCII, and up to two " +
            "terminal '=' signs when the input data length is divisible by 4 are allowed.)",
          'InvalidCharacterError',
        );
      }
      return decode(data + '='.repeat((4 - (data.length % 4)) % 4));
    },
    btoa(...values) {
      if (values.length === 0) refuse('btoa', 'String');
      const text = `${values[0]}`;
      if (/[^\0-\xff]/.test(text)) {
        throw internals.domException(
          'btoa() can only operate on characters in the Latin1 (ISO/IEC 8859-1) range.',
          'InvalidCharacterError',
        );
      }
      return encode(text);
    },
  };
  platform.expose('atob', checkedDecode);
  platform.expose('btoa', checkedEncode);
}
