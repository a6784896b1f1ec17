// mentioned by: scheduled
// spec: https://developers.cloudflare.com/workers/runtime-apis/handlers/scheduled/
(platform) => {
  'use strict';
  const refused = Object.create(null);
  class ScheduledController {
    #event;
    cron;
    scheduledTime;
    constructor(event, record) {
      this.#event = event;
      this.cron = record.cron;
      this.scheduledTime = record.scheduledTime;
    }
    noRetry() {
      refused[this.#event] = true;
    }
  }
  // What kernel.js asks of the platform for every event that is no request: its first argument, and its result.
  const internals = platform.internals;
  internals.eventArgument = (name, event, record) => new ScheduledController(event, record);
  internals.eventResult = (name, event) => {
    const noRetry = refused[event] === true;
    delete refused[event];
    return noRetry ? '{"noRetry":true}' : '{"noRetry":false}';
  };
}
