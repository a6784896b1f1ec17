// provides: service-worker-syntax FetchEvent ScheduledEvent ExtendableEvent
// needs: event global-events execution-context fetch-request dom-exception
// spec: https://developers.cloudflare.com/workers/reference/migrate-to-module-workers/
//
// Service-worker syntax, the old way to write a Worker: a script that adds listeners; bindings are globals. What the
// listeners do becomes the handlers of a default export, so that the kernel knows one kind of Worker only.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand } = internals;
  const { resolve } = platform.promise;
  const invalid = (message) => internals.domException(message, 'InvalidStateError');

  class ExtendableEvent extends Event {
    #context;
    constructor(type, context) {
      super(type, {});
      this.#context = context;
    }
    waitUntil(promise) {
      const context = brand(() => this.#context);
      internals.requireArguments(arguments.length, 1, "waitUntil' on 'ExtendableEvent", 'Promise');
      context.waitUntil(promise);
    }
    passThroughOnException() {
      brand(() => this.#context).passThroughOnException();
    }
  }

  let answerOf;
  class FetchEvent extends ExtendableEvent {
    #request;
    #answer;
    #late = false;
    constructor(type, context, request) {
      super(type, context);
      this.#request = request;
    }
    static {
      // Closes the event: gives what respondWith was given, or undefined.
      answerOf = (event) => {
        event.#late = true;
        return event.#answer;
      };
    }
    get request() {
      return brand(() => this.#request);
    }
    respondWith(response) {
      if (brand(() => this.#late)) {
        throw invalid('Too late to call FetchEvent.respondWith(). It must be called synchronously in the event handler.');
      }
      if (this.#answer !== undefined) {
        throw invalid('FetchEvent.respondWith() has already been called; it can only be called once.');
      }
      if (!internals.isResponse(response) && typeof response?.then !== 'function') {
        throw new TypeError("Failed to execute 'respondWith' on 'FetchEvent': parameter 1 is not of type 'Promise'.");
      }
      this.#answer = resolve(response);
      this.stopImmediatePropagation(); // the listeners after this one do not run
    }
  }

  class ScheduledEvent extends ExtendableEvent {
    #controller;
    constructor(type, context, controller) {
      super(type, context);
      this.#controller = controller;
    }
    get scheduledTime() {
      return brand(() => this.#controller).scheduledTime;
    }
    get cron() {
      return brand(() => this.#controller).cron;
    }
    noRetry() {
      brand(() => this.#controller).noRetry();
    }
  }
  for (const Class of [ExtendableEvent, FetchEvent, ScheduledEvent]) internals.exposeInterface(Class);

  const handlers = {
    fetch(request, _, context) {
      const event = new FetchEvent('fetch', context, request);
      internals.globalEvents.dispatchEvent(event);
      return answerOf(event) ?? internals.fetch([request]); // nobody answered: on to the origin
    },
    scheduled(controller, _, context) {
      internals.globalEvents.dispatchEvent(new ScheduledEvent('scheduled', context, controller));
    },
  };

  // begin: before the script runs. Then, after it: the namespace that a module with the same handlers would have.
  internals.serviceWorker = (begin) => {
    if (begin) {
      for (const name in platform.environment) platform.expose(name, platform.environment[name]);
      return undefined;
    }
    const types = Object.keys(handlers).filter((type) => internals.globalEventTypes.has(type));
    if (types.length === 0) throw new Error('No event handlers were registered. This script does nothing.');
    return { default: Object.fromEntries(types.map((type) => [type, handlers[type]])) };
  };
}
