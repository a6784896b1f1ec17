// provides: EventTarget
// needs: interface event
// mentioned by: addEventListener dispatchEvent
// spec: https://dom.spec.whatwg.org/#interface-eventtarget
//
// As in the real runtime there is no tree of targets and no capture, an error thrown by a listener comes out of
// dispatchEvent and ends it, a listener that returns true prevents the default, and `on<type>` properties are called.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand } = internals;
  const { apply } = Reflect;

  const refuse = (method, parameter, type) => {
    throw new TypeError(`Failed to execute '${method}' on 'EventTarget': parameter ${parameter} is not of type '${type}'.`);
  };
  const isListener = (value) => typeof value === 'function' || (typeof value === 'object' && value !== null);
  const call = (listener, target, event) => {
    const answer =
      typeof listener === 'function' ? apply(listener, target, [event]) : apply(listener.handleEvent, listener, [event]);
    if (answer === true) event.preventDefault();
  };

  class EventTarget {
    #listeners = new Map(); // type → [{listener, once}]

    addEventListener(type, listener, options) {
      const listeners = brand(() => this.#listeners);
      if (arguments.length === 0) refuse('addEventListener', 1, 'string');
      if (listener === null) return;
      if (!isListener(listener)) refuse('addEventListener', 2, 'function or HandlerObject');
      if (options === true || options?.capture) {
        throw new TypeError('addEventListener(): options.capture must be false.');
      }
      const { signal } = options ?? {};
      if (signal?.aborted) return;
      const name = `${type}`;
      const list = listeners.get(name) ?? [];
      if (list.some((entry) => entry.listener === listener)) return;
      listeners.set(name, [...list, { listener, once: Boolean(options?.once) }]);
      signal?.addEventListener('abort', () => this.removeEventListener(name, listener), { once: true });
    }

    removeEventListener(type, listener, options) {
      const listeners = brand(() => this.#listeners);
      if (arguments.length === 0) refuse('removeEventListener', 1, 'string');
      if (options === true || options?.capture) {
        throw new TypeError('removeEventListener(): options.capture must be false.');
      }
      const name = `${type}`;
      const list = listeners.get(name)?.filter((entry) => entry.listener !== listener) ?? [];
      if (list.length === 0) listeners.delete(name);
      else listeners.set(name, list);
    }

    dispatchEvent(event) {
      brand(() => this.#listeners);
      if (!internals.isEvent(event)) refuse('dispatchEvent', 1, 'Event');
      return internals.dispatch(event, this, (stopped) => {
        const { type } = event;
        const list = this.#listeners.get(type) ?? [];
        const handler = this[`on${type}`];
        const isFirst = Object.hasOwn(this, `on${type}`); // onabort, an accessor, comes last
        if (isFirst && typeof handler === 'function') call(handler, this, event);
        for (const entry of list) {
          if (stopped()) return;
          if (!this.#listeners.get(type)?.includes(entry)) continue;
          if (entry.once) this.removeEventListener(type, entry.listener);
          call(entry.listener, this, event);
        }
        if (!isFirst && typeof handler === 'function' && !stopped()) call(handler, this, event);
      });
    }
  }
  internals.exposeInterface(EventTarget);
  internals.EventTarget = EventTarget;
}
