// provides: MessageEvent
// needs: event
// spec: https://html.spec.whatwg.org/multipage/comms.html#messageevent
(platform) => {
  'use strict';
  const { brand, exposeInterface } = platform.internals;

  class MessageEvent extends Event {
    #init;
    constructor(type, init) {
      super(...(arguments.length === 0 ? [] : [type, init]));
      this.#init = { ...init };
    }
    get data() {
      return brand(() => this.#init.data ?? null);
    }
    get origin() {
      return brand(() => this.#init.origin ?? null);
    }
    get lastEventId() {
      return brand(() => `${this.#init.lastEventId ?? ''}`);
    }
    get source() {
      return brand(() => this.#init.source ?? null);
    }
    get ports() {
      return brand(() => this.#init.ports ?? []);
    }
  }
  exposeInterface(MessageEvent);
  platform.internals.messageEvent = (type, init) => new MessageEvent(type, init);
}
