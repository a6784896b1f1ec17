// provides: CloseEvent
// needs: event
// spec: https://websockets.spec.whatwg.org/#the-closeevent-interface
(platform) => {
  'use strict';
  const { brand, exposeInterface } = platform.internals;

  class CloseEvent extends Event {
    #init;
    constructor(type, init) {
      super(...(arguments.length === 0 ? [] : [type, init]));
      this.#init = { ...init };
    }
    get code() {
      return brand(() => this.#init.code & 0xffff);
    }
    get reason() {
      return brand(() => `${this.#init.reason ?? ''}`);
    }
    get wasClean() {
      return brand(() => Boolean(this.#init.wasClean));
    }
  }
  exposeInterface(CloseEvent);
  platform.internals.closeEvent = (init) => new CloseEvent('close', init);
}
