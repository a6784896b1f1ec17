// deferred: readBody
// needs: body utf8 collect json-error
// spec: https://fetch.spec.whatwg.org/#concept-body-consume-body
(platform) => {
  'use strict';
  const { internals } = platform;
  const { resolve, reject, then } = platform.promise;
  const { parse } = JSON;

  const typeOf = ({ headers }) => {
    const [entry] = headers.filter(([name]) => name.toLowerCase() === 'content-type');
    return entry === undefined ? null : entry[1];
  };

  // What each method makes of the whole of a body, {text} or {bytes}.
  const convert = {
    text({ text, bytes }) {
      const whole = text ?? internals.utf8Decode(bytes);
      return whole.charCodeAt(0) === 0xfeff ? whole.slice(1) : whole;
    },
    json(whole) {
      const text = convert.text(whole);
      try {
        return parse(text);
      } catch (error) {
        throw internals.jsonError(text, error);
      }
    },
    bytes: ({ text, bytes }) => (text === undefined ? bytes.slice() : internals.utf8Encode(text)),
    arrayBuffer: (whole) => convert.bytes(whole).buffer,
    blob: (whole, state) => internals.blobFrom(convert.bytes(whole), typeOf(state) ?? ''),
    formData: (whole, state) => internals.formDataFrom(convert.bytes(whole), typeOf(state)),
  };

  // The promise that the method `name` of a Request or Response with this state gives.
  return (state, name) => {
    const { body } = state;
    try {
      if (name === 'formData' && typeOf(state) === null && !internals.bodyUsed(body)) {
        throw new TypeError('Parsing a Body as FormData requires a Content-Type header.');
      }
      if (body === null) return resolve(convert[name]({ text: '' }, state));
      if (body.outside !== undefined) internals.requireRoom(body.size);
      const whole = internals.useBody(body, false);
      // As in workerd, even bytes that are here arrive by way of the event loop: in a turn of their own.
      if (whole.stream === undefined) return platform.operation('body', name, null, () => convert[name](whole, state));
      const unread = body.outside !== undefined && body.stream === undefined;
      if (unread) {
        const asText = name === 'text' || name === 'json';
        return then(internals.readOutside(body, asText), (whole) => convert[name](whole, state));
      }
      return then(internals.collect(whole.stream), (bytes) => convert[name]({ bytes }, state));
    } catch (error) {
      return reject(error);
    }
  };
}
