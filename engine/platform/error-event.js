// provides: ErrorEvent
// needs: event
// spec: https://html.spec.whatwg.org/multipage/webappapis.html#the-errorevent-interface
(platform) => {
  'use strict';
  const { brand, exposeInterface } = platform.internals;

  class ErrorEvent extends Event {
    #init;
    constructor(type, init) {
      super(...(arguments.length === 0 ? [] : [type, init]));
      this.#init = { ...init };
    }
    get filename() {
      return brand(() => `${this.#init.filename ?? ''}`);
    }
    get message() {
      return brand(() => `${this.#init.message ?? ''}`);
    }
    get lineno() {
      return brand(() => this.#init.lineno >>> 0);
    }
    get colno() {
      return brand(() => this.#init.colno >>> 0);
    }
    get error() {
      return brand(() => this.#init.error);
    }
  }
  exposeInterface(ErrorEvent);
}
