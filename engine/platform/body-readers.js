// needs: response request utf8 collect
// mentioned by: text json arrayBuffer bytes blob formData bodyUsed body clone
// spec: https://fetch.spec.whatwg.org/#body-mixin
//
// What Request and Response share: reading their body. Most Workers that only answer never load this file.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { resolve, reject, then } = platform.promise;
  const { utf8Encode, utf8Decode } = internals;

  // https://fetch.spec.whatwg.org/#concept-body-consume-body; convert takes the whole of it: {text} or {bytes}.
  const consume = (body, convert) => {
    try {
      const whole = body === null ? { text: '' } : internals.useBody(body, false);
      if (whole.stream === undefined) return resolve(convert(whole));
      return then(internals.collect(whole.stream), (bytes) => convert({ bytes }));
    } catch (error) {
      return reject(error);
    }
  };

  const asText = ({ text, bytes }) => {
    const whole = text ?? utf8Decode(bytes);
    return whole.charCodeAt(0) === 0xfeff ? whole.slice(1) : whole;
  };
  const asBytes = ({ text, bytes }) => (text === undefined ? bytes.slice() : utf8Encode(text));
  const asJson = (body) => {
    const text = asText(body);
    if (text === '') throw new SyntaxError('Unexpected end of JSON input');
    return JSON.parse(text);
  };

  const typeOf = (state) => {
    const entry = state.headers.find(([name]) => name.toLowerCase() === 'content-type');
    return entry === undefined ? null : entry[1];
  };

  // https://fetch.spec.whatwg.org/#concept-body-clone
  const cloneBody = (body) => {
    if (body === null) return null;
    if (internals.bodyUsed(body) || (body.stream !== undefined && internals.isLocked(body.stream))) {
      throw new TypeError('This ReadableStream is currently locked to a reader,'); // workerd's comma
    }
    if (body.stream === undefined && body.next === undefined) {
      if (body.event !== platform.event()) throw internals.foreignEvent();
      return internals.newBody({ text: body.text, bytes: body.bytes });
    }
    return internals.cloneStreamedBody(body);
  };

  const mix = (type, stateOf, create) => {
    const members = {
      get bodyUsed() {
        return internals.bodyUsed(stateOf(this).body);
      },
      arrayBuffer() {
        return consume(stateOf(this).body, (body) => asBytes(body).buffer);
      },
      blob() {
        const state = stateOf(this);
        return consume(state.body, (body) => internals.blobFrom(asBytes(body), typeOf(state) ?? ''));
      },
      bytes() {
        return consume(stateOf(this).body, asBytes);
      },
      formData() {
        const { body, ...state } = stateOf(this);
        const type = typeOf(state);
        if (type === null && !internals.bodyUsed(body)) {
          return reject(new TypeError('Parsing a Body as FormData requires a Content-Type header.'));
        }
        return consume(body, (whole) => internals.formDataFrom(asBytes(whole), type));
      },
      json() {
        return consume(stateOf(this).body, asJson);
      },
      text() {
        return consume(stateOf(this).body, asText);
      },
      clone() {
        const state = stateOf(this);
        if (state.webSocket) throw new TypeError('Cannot clone a response to a WebSocket handshake.');
        const body = cloneBody(state.body);
        return create({ ...state, headers: state.headers.slice(), headersObject: null, body });
      },
    };
    for (const name of Object.keys(members)) {
      const descriptor = Object.getOwnPropertyDescriptor(members, name);
      Object.defineProperty(type.prototype, name, { ...descriptor, enumerable: false });
    }
  };
  mix(Response, internals.responseState, internals.newResponse);
  mix(Request, internals.requestState, internals.newRequest);
}
