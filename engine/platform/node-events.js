// provides: node:events
// needs: platform-modules
// spec: https://nodejs.org/api/events.html
(platform) => {
  'use strict';
  const { internals } = platform;
  const { apply } = Reflect;

  const requireListener = (listener) => {
    if (typeof listener === 'function') return;
    const error = new TypeError(
      `The "listener" argument must be of type function. Received ${listener === null ? 'null' : typeof listener}`,
    );
    error.code = 'ERR_INVALID_ARG_TYPE';
    throw error;
  };

  class EventEmitter {
    #listeners = new Map(); // name → [{listener, once}]
    #most;

    #add(name, listener, once, first) {
      requireListener(listener);
      if (this.#listeners.has('newListener')) this.emit('newListener', name, listener);
      const list = this.#listeners.get(name) ?? [];
      this.#listeners.set(name, first ? [{ listener, once }, ...list] : [...list, { listener, once }]);
      return this;
    }
    #drop(name, index) {
      const list = this.#listeners.get(name);
      const left = list.filter((_, at) => at !== index);
      if (left.length === 0) this.#listeners.delete(name);
      else this.#listeners.set(name, left);
      if (this.#listeners.has('removeListener')) this.emit('removeListener', name, list[index].listener);
    }
    on(name, listener) {
      return this.#add(name, listener, false, false);
    }
    once(name, listener) {
      return this.#add(name, listener, true, false);
    }
    prependListener(name, listener) {
      return this.#add(name, listener, false, true);
    }
    prependOnceListener(name, listener) {
      return this.#add(name, listener, true, true);
    }
    off(name, listener) {
      requireListener(listener);
      const index = (this.#listeners.get(name) ?? []).map((entry) => entry.listener).lastIndexOf(listener);
      if (index >= 0) this.#drop(name, index);
      return this;
    }
    // The listeners of this moment are called, in order, also those that one of them takes off.
    emit(name, ...values) {
      const list = this.#listeners.get(name);
      if (list === undefined) {
        if (name !== 'error') return false;
        if (values[0] instanceof Error) throw values[0];
        const error = new Error(`Unhandled error. (${typeof values[0] === 'string' ? `'${values[0]}'` : String(values[0])})`);
        error.code = 'ERR_UNHANDLED_ERROR';
        error.context = values[0];
        throw error;
      }
      for (const entry of list) {
        if (entry.once) {
          const index = (this.#listeners.get(name) ?? []).indexOf(entry);
          if (index < 0) continue;
          this.#drop(name, index);
        }
        apply(entry.listener, this, values);
      }
      return true;
    }
    removeAllListeners(name) {
      if (name === undefined) this.#listeners.clear();
      else this.#listeners.delete(name);
      return this;
    }
    listeners(name) {
      return (this.#listeners.get(name) ?? []).map(({ listener }) => listener);
    }
    listenerCount(name, listener) {
      return this.listeners(name).filter((one) => listener === undefined || one === listener).length;
    }
    eventNames() {
      return [...this.#listeners.keys()];
    }
    setMaxListeners(most) {
      this.#most = most;
      return this;
    }
    getMaxListeners() {
      return this.#most ?? EventEmitter.defaultMaxListeners;
    }
  }
  EventEmitter.prototype.addListener = EventEmitter.prototype.on;
  EventEmitter.prototype.removeListener = EventEmitter.prototype.off;
  EventEmitter.defaultMaxListeners = 10;

  // A promise of the values of the next event; an 'error' event rejects it.
  const once = (emitter, name) =>
    new Promise((resolve, reject) => {
      const fail = (error) => {
        emitter.off(name, succeed);
        reject(error);
      };
      const succeed = (...values) => {
        emitter.off('error', fail);
        resolve(values);
      };
      emitter.once(name, succeed);
      if (name !== 'error') emitter.once('error', fail);
    });
  EventEmitter.EventEmitter = EventEmitter;
  EventEmitter.once = once;
  internals.provideModule('node:events', { EventEmitter, once, defaultMaxListeners: 10, default: EventEmitter });
}
