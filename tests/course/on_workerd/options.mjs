// The Workers of an experiment as Miniflare's options, as `wrangler dev` makes them of the same configuration.

const KINDS = { txt: 'Text', html: 'Text', sql: 'Text', json: 'JSON', bin: 'Data', wasm: 'CompiledWasm', cjs: 'CommonJS' };
const NOT_MODULES = ['toml', 'jsonc', 'md'];

const ending = (path) => path.slice(path.lastIndexOf('.') + 1);
const contentOf = (content) => (typeof content === 'string' ? content : Buffer.from(content.base64, 'base64'));
const pairs = (list, key, value) => Object.fromEntries((list ?? []).map((one) => [one[key], value(one)]));

const modulesOf = ({ main, files }) =>
  [main, ...Object.keys(files).filter((path) => path !== main && !NOT_MODULES.includes(ending(path)))].map((path) => ({
    type: KINDS[ending(path)] ?? 'ESModule',
    path,
    contents: contentOf(files[path]),
  }));

const durableObjectsOf = ({ durable_objects: objects, migrations = [] }, named) => {
  const inSqlite = new Set(migrations.flatMap((step) => step.new_sqlite_classes ?? []));
  return pairs(objects?.bindings, 'name', ({ class_name: className, script_name: script }) => ({
    className,
    useSQLite: inSqlite.has(className),
    ...(script === undefined ? {} : { scriptName: named(script) }),
  }));
};

const consumersOf = (consumers, named) =>
  Object.fromEntries(
    (consumers ?? []).map((one) => [
      named(one.queue),
      {
        maxBatchSize: one.max_batch_size,
        maxBatchTimeout: one.max_batch_timeout,
        maxRetries: one.max_retries,
        deadLetterQueue: one.dead_letter_queue === undefined ? undefined : named(one.dead_letter_queue),
      },
    ]),
  );

// Where no route matches, Miniflare asks the first Worker: this one, which goes on to the origin as the network does.
const NO_WORKER = {
  name: 'no Worker',
  modules: [{ type: 'ESModule', path: 'index.js', contents: 'export default { fetch: (request) => fetch(request) };' }],
};

const routesOf = (routes) => (routes ?? []).map((route) => (typeof route === 'string' ? route : route.custom_domain ? `${route.pattern}/*` : route.pattern));

// In front of the names of Workers and of what they store, so that many experiments can share a process. Miniflare makes
// file names of them.
export const prefixOf = ({ alone, name }) => (alone ? '' : `${name.replaceAll('/', '.')}:`);

// outbound: answers fetch().
export const optionsOf = (experiment, outbound) => {
  const named = (name) => `${prefixOf(experiment)}${name}`;
  const workers = experiment.workers.map((worker) => {
    const { configuration } = worker;
    return {
      name: named(worker.name),
      modules: modulesOf(worker),
      compatibilityDate: configuration.compatibility_date,
      compatibilityFlags: configuration.compatibility_flags ?? [],
      bindings: configuration.vars ?? {},
      kvNamespaces: pairs(configuration.kv_namespaces, 'binding', ({ id, binding }) => named(id ?? binding)),
      d1Databases: pairs(configuration.d1_databases, 'binding', (one) => named(one.database_id ?? one.binding)),
      r2Buckets: pairs(configuration.r2_buckets, 'binding', (one) => named(one.bucket_name ?? one.binding)),
      durableObjects: durableObjectsOf(configuration, named),
      queueProducers: pairs(configuration.queues?.producers, 'binding', ({ queue }) => named(queue)),
      queueConsumers: consumersOf(configuration.queues?.consumers, named),
      serviceBindings: pairs(configuration.services, 'binding', ({ service, entrypoint }) => ({
        name: named(service),
        ...(entrypoint === undefined ? {} : { entrypoint }),
      })),
      routes: experiment.routed ? routesOf(configuration.routes ?? (configuration.route ? [configuration.route] : [])) : [],
      outboundService: outbound,
    };
  });
  return experiment.routed ? [{ ...NO_WORKER, outboundService: outbound }, ...workers] : workers;
};
