// binding: queue
// needs: refuse interface bytes queue-value
// spec: https://developers.cloudflare.com/queues/configuration/javascript-apis/#producer
//
// The producer's side of a queue. Batches, retries and dead letters are engine/services/queue.py.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand } = internals;
  const { then, reject } = platform.promise;
  const { defineProperty, getOwnPropertyNames } = Object;
  const { stringify } = JSON;
  const { isView } = ArrayBuffer;
  const NativeTypeError = TypeError;
  const NativePromise = Promise;
  const NativeDate = Date;

  const attempt = (action) => {
    try {
      return action();
    } catch (error) {
      return reject(error);
    }
  };
  const demand = (holds, contentType, type, value) => {
    if (holds) return;
    throw new NativeTypeError(
      `Content Type "${contentType}" requires a value of type ${type}, but received: ${typeof value}`,
    );
  };

  // A message's body as it travels, by content type: text, or a promise of it.
  const encoders = {
    __proto__: null,
    json: (value) => {
      const text = stringify(value);
      demand(text !== undefined, 'json', 'that JSON can hold', value);
      return text;
    },
    text: (value) => {
      demand(typeof value === 'string', 'text', 'string', value);
      return value.toWellFormed();
    },
    bytes: (value) => {
      demand(isView(value), 'bytes', 'ArrayBufferView', value);
      return internals.bytesOf(value).toBase64();
    },
    v8: (value) => internals.queueValue('serialize', value),
  };
  const encode = (body, options, delay) => {
    if (body === undefined) throw new NativeTypeError('Message body cannot be undefined');
    const type = options?.contentType ?? 'json';
    const encoder = encoders[type];
    if (encoder === undefined) throw new NativeTypeError(`Unsupported queue message content type: ${type}`);
    const seconds = options?.delaySeconds ?? delay;
    const message = (data) => ({ type, data, delaySeconds: seconds === undefined ? undefined : +seconds });
    const data = encoder(body);
    return typeof data === 'string' ? message(data) : then(data, message);
  };
  const metricsFrom = ({ oldest, ...metrics }) => ({
    ...metrics,
    ...(oldest === null ? {} : { oldestMessageTimestamp: new NativeDate(oldest) }),
  });
  const put = (queue, name, messages) =>
    then(NativePromise.all(messages), (encoded) =>
      platform.operation(name, queue, { queue, messages: encoded }, (found) => ({
        metadata: { metrics: metricsFrom(found) },
      })),
    );

  let made = false; // whether the host is the one that constructs

  class WorkerQueue {
    #queue;
    constructor(queue) {
      if (!made) throw new NativeTypeError('Illegal constructor');
      this.#queue = queue;
    }
    send(body, options) {
      return attempt(() => {
        const queue = brand(() => this.#queue);
        return put(queue, 'queue.send', [encode(body, options)]);
      });
    }
    sendBatch(messages, options) {
      const given = arguments.length;
      return attempt(() => {
        const queue = brand(() => this.#queue);
        internals.requireArguments(given, 1, "sendBatch' on 'WorkerQueue", 'Object');
        const encoded = [...messages].map((message) => encode(message.body, message, options?.delaySeconds));
        if (encoded.length === 0) throw new NativeTypeError('sendBatch() requires at least one message');
        return put(queue, 'queue.sendBatch', encoded);
      });
    }
    metrics() {
      return attempt(() => {
        const queue = brand(() => this.#queue);
        return platform.operation('queue.metrics', queue, { queue }, metricsFrom);
      });
    }
  }
  for (const member of getOwnPropertyNames(WorkerQueue.prototype)) {
    if (member !== 'constructor') defineProperty(WorkerQueue.prototype, member, { __proto__: null, enumerable: true });
  }
  const tag = { __proto__: null, value: 'WorkerQueue', configurable: true };
  defineProperty(WorkerQueue.prototype, Symbol.toStringTag, tag);

  internals.bindings ??= Object.create(null);
  internals.bindings.queue = ({ queue }) => {
    made = true;
    try {
      return new WorkerQueue(queue);
    } finally {
      made = false;
    }
  };
}
