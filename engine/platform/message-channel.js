// provides: MessageChannel MessagePort
// needs: event-target message-event structured-clone
// spec: https://html.spec.whatwg.org/multipage/web-messaging.html#message-channels
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, exposeInterface } = internals;
  const later = queueMicrotask;
  const clone = structuredClone;
  let allowed = false;
  let entangle;

  class MessagePort extends internals.EventTarget {
    #other = null;
    #waiting = []; // messages that came before start()
    #started = false;
    #onmessage = null;

    constructor() {
      if (!allowed) throw new TypeError('Illegal constructor');
      super();
    }
    static {
      entangle = (first, second) => {
        first.#other = second;
        second.#other = first;
      };
    }
    get onmessage() {
      return brand(() => this.#onmessage);
    }
    set onmessage(listener) {
      brand(() => this.#onmessage);
      this.#onmessage = typeof listener === 'function' ? listener : null;
      this.start();
    }
    postMessage(...values) {
      const other = brand(() => this.#other);
      if (values.length === 0) {
        throw new TypeError("Failed to execute 'postMessage' on 'MessagePort': parameter 1 is not of type 'any'.");
      }
      const [data, options] = values;
      const copy = clone(data, Array.isArray(options) ? { transfer: options } : options);
      if (other === null) return;
      if (other.#started) other.#deliver(copy);
      else other.#waiting.push(copy);
    }
    #deliver(data) {
      const event = platform.event();
      later(() => platform.run(event, () => this.dispatchEvent(internals.messageEvent('message', { data }))));
    }
    start() {
      brand(() => this.#started);
      this.#started = true;
      for (const data of this.#waiting.splice(0)) this.#deliver(data);
    }
    close() {
      const other = brand(() => this.#other);
      this.#other = null;
      if (other !== null) other.#other = null;
    }
  }
  exposeInterface(MessagePort);

  class MessageChannel {
    #port1;
    #port2;
    constructor() {
      allowed = true;
      this.#port1 = new MessagePort();
      this.#port2 = new MessagePort();
      allowed = false;
      entangle(this.#port1, this.#port2);
    }
    get port1() {
      return brand(() => this.#port1);
    }
    get port2() {
      return brand(() => this.#port2);
    }
  }
  exposeInterface(MessageChannel);
}
