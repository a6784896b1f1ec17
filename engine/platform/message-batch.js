// mentioned by: queue
// needs: interface queue-value
// spec: https://developers.cloudflare.com/queues/configuration/javascript-apis/#messagebatch
//
// The consumer's side of a queue: the batch that the queue() handler gets, and what it says of its messages.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand } = internals;
  const { defineProperty, getOwnPropertyNames, create } = Object;
  const { parse, stringify } = JSON;
  const { fromBase64 } = Uint8Array;
  const NativeDate = Date;
  const NativeMap = Map;
  const batches = create(null); // event → what its handler has said so far

  const warn = (late, first, message) =>
    platform.log(
      'warn',
      `Received a call to ${late}()${message} after ${first}() was already called. ` +
        `Calling ${late}() after calling ${first}() has no effect.`,
    );
  const decoders = {
    __proto__: null,
    json: (data) => parse(data),
    text: (data) => data,
    bytes: (data) => fromBase64.call(Uint8Array, data),
    v8: (data) => internals.queueValue('deserialize', data),
  };
  const delayOf = (options) => (options?.delaySeconds === undefined ? {} : { delaySeconds: +options.delaySeconds });

  class QueueMessage {
    #said;
    #id;
    constructor(said, { id, timestamp, attempts, type, data }) {
      this.#said = said;
      this.#id = id;
      this.id = id;
      this.timestamp = new NativeDate(timestamp);
      this.body = decoders[type](data);
      this.attempts = attempts;
    }
    ack() {
      const said = brand(() => this.#said);
      if (said.ackAll) return;
      if (said.retries.has(this.#id)) return warn('ack', 'retry', ` on message ${this.#id}`);
      said.acks.add(this.#id);
    }
    retry(options) {
      const said = brand(() => this.#said);
      if (said.ackAll) return warn('retry', 'ackAll', ` on message ${this.#id}`);
      if (said.acks.has(this.#id)) return warn('retry', 'ack', ` on message ${this.#id}`);
      said.retries.set(this.#id, { msgId: this.#id, ...delayOf(options) });
    }
  }

  class QueueController {
    #said;
    constructor(said, { queue, messages, metrics }) {
      this.#said = said;
      const { oldest, ...counts } = metrics;
      this.queue = queue;
      this.messages = messages.map((message) => new QueueMessage(said, message));
      this.metadata = {
        metrics: { ...counts, ...(oldest === null ? {} : { oldestMessageTimestamp: new NativeDate(oldest) }) },
      };
    }
    ackAll() {
      const said = brand(() => this.#said);
      if (said.retryBatch.retry) return warn('ackAll', 'retryAll', '');
      said.ackAll = true;
    }
    retryAll(options) {
      const said = brand(() => this.#said);
      if (said.ackAll) return warn('retryAll', 'ackAll', '');
      said.retryBatch = { retry: true, ...delayOf(options) };
    }
  }
  for (const { prototype, name } of [QueueMessage, QueueController]) {
    for (const member of getOwnPropertyNames(prototype)) {
      if (member !== 'constructor') defineProperty(prototype, member, { __proto__: null, enumerable: true });
    }
    defineProperty(prototype, Symbol.toStringTag, { __proto__: null, value: name, configurable: true });
  }

  internals.events ??= create(null);
  internals.events.queue = {
    argument: (event, record) => {
      const said = { ackAll: false, retryBatch: { retry: false }, acks: new Set(), retries: new NativeMap() };
      batches[event] = said;
      return new QueueController(said, record);
    },
    result: (event) => {
      const said = batches[event];
      delete batches[event];
      try {
        const { ackAll, retryBatch, acks, retries } = said;
        return stringify({ ackAll, retryBatch, explicitAcks: [...acks], retryMessages: [...retries.values()] });
      } catch {
        return '{}'; // the Worker broke what this is made with: it has said nothing
      }
    },
  };
}
