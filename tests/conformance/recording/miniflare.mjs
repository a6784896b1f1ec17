// One case against Miniflare, whose simulators answer KV, the cache and what queues do between Workers.

import { setTimeout as sleep } from 'node:timers/promises';

import { Lines } from './lines.mjs';
import { sendSteps } from './steps.mjs';

// What it answers, as golden.json has it. It drives the same workerd as the other cases.
export const recordWithMiniflare = async (one, packages) => {
  process.env.MINIFLARE_WORKERD_PATH = packages.binary;
  const { wrangler } = one;
  const lines = new Lines();
  const miniflare = new packages.Miniflare({
    modules: Object.entries(one.files).map(([path, contents]) => ({ type: 'ESModule', path, contents })),
    compatibilityDate: wrangler.compatibility_date,
    kvNamespaces: Object.fromEntries((wrangler.kv_namespaces ?? []).map(({ binding, id }) => [binding, id])),
    queueProducers: Object.fromEntries((wrangler.queues?.producers ?? []).map(({ binding, queue }) => [binding, queue])),
    queueConsumers: Object.fromEntries(
      (wrangler.queues?.consumers ?? []).map((consumer) => [
        consumer.queue,
        {
          maxBatchSize: consumer.max_batch_size,
          maxBatchTimeout: consumer.max_batch_timeout,
          maxRetries: consumer.max_retries,
          deadLetterQueue: consumer.dead_letter_queue,
        },
      ]),
    ),
    handleStructuredLogs: (said) => lines.add(said),
    host: '127.0.0.1',
    port: 0,
  });
  try {
    const { port } = await miniflare.ready;
    await sleep(50);
    const startupLogs = lines.take().logs;
    const expected = await sendSteps(one.steps, { port: Number(port) }, lines);
    for (const answer of expected) delete answer.framing; // Miniflare's own
    return { startup_logs: startupLogs, expected };
  } finally {
    await miniflare.dispose();
  }
};
