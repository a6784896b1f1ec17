// mentioned by: scheduled
// needs: interface
// spec: https://developers.cloudflare.com/workers/runtime-apis/handlers/scheduled/
(platform) => {
  'use strict';
  const { internals } = platform;
  const { defineProperty } = Object;
  const refused = Object.create(null);

  class ScheduledController {
    #event;
    constructor(event, record) {
      this.#event = event;
      this.cron = record.cron;
      this.scheduledTime = record.scheduledTime;
    }
    noRetry() {
      refused[internals.brand(() => this.#event)] = true;
    }
  }
  defineProperty(ScheduledController.prototype, 'noRetry', { enumerable: true });
  defineProperty(ScheduledController.prototype, Symbol.toStringTag, { value: 'ScheduledController', configurable: true });

  // Handlers besides fetch: kernel.js asks for the first argument of the event, and for its result when it is over.
  internals.events ??= Object.create(null);
  internals.events.scheduled = {
    argument: (event, record) => new ScheduledController(event, record),
    result: (event) => {
      const noRetry = refused[event] === true;
      delete refused[event];
      return noRetry ? '{"noRetry":true}' : '{"noRetry":false}';
    },
  };
}
