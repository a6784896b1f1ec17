// provides: Event
// needs: interface dom-exception
// spec: https://dom.spec.whatwg.org/#interface-event
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand } = internals;
  const phases = { NONE: 0, CAPTURING_PHASE: 1, AT_TARGET: 2, BUBBLING_PHASE: 3 };

  class Event {
    #type;
    #bubbles;
    #cancelable;
    #composed;
    #target = null;
    #dispatching = false;
    #stopped = false; // by stopImmediatePropagation
    #propagationStopped = false;
    #prevented = false;
    #time = platform.now();

    constructor(type, init) {
      if (arguments.length === 0) {
        throw new TypeError(`Failed to construct '${new.target.name}': constructor parameter 1 is not of type 'string'.`);
      }
      this.#type = `${type}`;
      this.#bubbles = Boolean(init?.bubbles);
      this.#cancelable = Boolean(init?.cancelable);
      this.#composed = Boolean(init?.composed);
      Object.defineProperty(this, 'isTrusted', { value: new.target[trusted] === true, enumerable: true });
    }
    static {
      internals.isEvent = (value) => value !== null && typeof value === 'object' && #type in value;
      // https://dom.spec.whatwg.org/#concept-event-dispatch, for a target without parents. call(stopped) runs the listeners.
      internals.dispatch = (event, target, call) => {
        if (event.#dispatching) {
          throw internals.domException('The event is already being dispatched.', 'InvalidStateError');
        }
        event.#dispatching = true;
        event.#target = target;
        event.#prevented = false;
        try {
          call(() => event.#stopped);
        } finally {
          event.#dispatching = false;
        }
        return !event.#prevented;
      };
    }

    get type() {
      return brand(() => this.#type);
    }
    get eventPhase() {
      return brand(() => (this.#dispatching ? phases.AT_TARGET : phases.NONE));
    }
    get composed() {
      return brand(() => this.#composed);
    }
    get bubbles() {
      return brand(() => this.#bubbles);
    }
    get cancelable() {
      return brand(() => this.#cancelable);
    }
    get defaultPrevented() {
      return brand(() => this.#prevented);
    }
    get returnValue() {
      return brand(() => !this.#prevented);
    }
    get currentTarget() {
      return brand(() => (this.#dispatching ? this.#target : null));
    }
    get target() {
      return brand(() => this.#target);
    }
    get srcElement() {
      return brand(() => this.#target);
    }
    get timeStamp() {
      return brand(() => this.#time);
    }
    get cancelBubble() {
      return brand(() => this.#propagationStopped);
    }
    set cancelBubble(value) {
      if (value) this.stopPropagation();
    }

    composedPath() {
      return brand(() => (this.#dispatching ? [this.#target] : []));
    }
    preventDefault() {
      if (brand(() => this.#cancelable)) this.#prevented = true;
    }
    stopPropagation() {
      brand(() => (this.#propagationStopped = true));
    }
    stopImmediatePropagation() {
      brand(() => (this.#stopped = this.#propagationStopped = true));
    }
  }
  for (const [name, value] of Object.entries(phases)) {
    for (const holder of [Event, Event.prototype]) Object.defineProperty(holder, name, { value, enumerable: true });
  }
  const trusted = Symbol('trusted');
  const type = internals.exposeInterface(Event);

  // An event of the platform's own making: isTrusted.
  class TrustedEvent extends type {
    static [trusted] = true;
  }
  internals.trusted = trusted;
  internals.trustedEvent = (name) => {
    const event = new TrustedEvent(name);
    Object.setPrototypeOf(event, Event.prototype);
    return event;
  };
}
