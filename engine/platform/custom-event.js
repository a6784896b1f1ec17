// provides: CustomEvent
// needs: event
// spec: https://dom.spec.whatwg.org/#interface-customevent
(platform) => {
  'use strict';
  const { brand, exposeInterface } = platform.internals;

  class CustomEvent extends Event {
    #detail;
    constructor(type, init) {
      super(...(arguments.length === 0 ? [] : [type, init]));
      this.#detail = init?.detail ?? null;
    }
    get detail() {
      return brand(() => this.#detail);
    }
  }
  exposeInterface(CustomEvent);
}
