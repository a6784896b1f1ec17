// needs: response request read-body clone-body
// mentioned by: text json arrayBuffer bytes blob formData clone
// spec: https://fetch.spec.whatwg.org/#body-mixin
//
// What Request and Response share. Most Workers that only answer never load this file.
(platform) => {
  'use strict';
  const { internals } = platform;

  const mix = (type, stateOf, create) => {
    const define = (name, descriptor) =>
      Object.defineProperty(type.prototype, name, { ...descriptor, enumerable: true, configurable: true });
    for (const name of ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text']) {
      const { [name]: value } = {
        [name]() {
          return internals.readBody(stateOf(this), name);
        },
      };
      define(name, { value, writable: true });
    }
    const { clone } = {
      clone() {
        return create(internals.cloneState(stateOf(this)));
      },
    };
    define('clone', { value: clone, writable: true });
  };
  mix(Response, internals.responseState, internals.newResponse);
  mix(Request, internals.requestState, internals.newRequest);
}
