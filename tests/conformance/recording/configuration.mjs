// A case's Workers as a configuration of workerd (https://github.com/cloudflare/workerd, workerd.capnp), with their files.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const KINDS = {
  js: 'esModule', mjs: 'esModule', cjs: 'commonJsModule', json: 'json', txt: 'text', html: 'text', sql: 'text',
  bin: 'data', wasm: 'wasm',
};
const DATE = '2026-04-01';

// scheduled and queue events are sent by a Worker: nothing else can send them to a process on its own.
const DRIVER = `export default { async fetch(request, env) {
  const step = await request.json();
  if (step.kind === 'scheduled') {
    return Response.json(await env.MAIN.scheduled({ cron: step.cron, scheduledTime: new Date(step.scheduledTime) }));
  }
  const messages = step.messages.map((message) => ({ ...message, timestamp: new Date(message.timestamp) }));
  return Response.json(await env.MAIN.queue(step.queue, messages));
} };`;

const text = (value) => JSON.stringify(value); // a string of Cap'n Proto's text format is one of JSON's

const contentOf = (content) => (typeof content === 'string' ? content : Buffer.from(content.base64, 'base64'));

// The text of the configuration; its files are written below `folder`.
export const configurationOf = (one, folder) => {
  const write = (path, content) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    return `embed ${text(path)}`;
  };

  const modulesOf = (name, files, main) => {
    const paths = [main, ...Object.keys(files).filter((path) => path !== main)];
    return paths.map((path) => {
      const kind = KINDS[path.slice(path.lastIndexOf('.') + 1)];
      return `(name = ${text(path)}, ${kind} = ${write(`${name}/${path}`, contentOf(files[path]))})`;
    });
  };

  const bindingsOf = (name, wrangler) => {
    const found = Object.entries(wrangler.vars ?? {}).map(([key, value]) =>
      typeof value === 'string'
        ? `(name = ${text(key)}, text = ${text(value)})`
        : `(name = ${text(key)}, json = ${text(JSON.stringify(value))})`,
    );
    for (const { binding, base64 } of wrangler.data_blobs ?? []) {
      found.push(`(name = ${text(binding)}, data = ${write(`${name}/${binding}.blob`, contentOf({ base64 }))})`);
    }
    for (const { binding, service, entrypoint, props } of wrangler.services ?? []) {
      const more = entrypoint === undefined ? '' : `, entrypoint = ${text(entrypoint)}`;
      const given = props === undefined ? '' : `, props = (json = ${text(JSON.stringify(props))})`;
      found.push(`(name = ${text(binding)}, service = (name = ${text(service)}${more}${given}))`);
    }
    for (const { name: binding, class_name: type } of wrangler.durable_objects?.bindings ?? []) {
      found.push(`(name = ${text(binding)}, durableObjectNamespace = (className = ${text(type)}))`);
    }
    return found;
  };

  const workerOf = (name, files, wrangler) => {
    const main = wrangler.main ?? 'index.js';
    const parts = [
      wrangler.format === 'service-worker'
        ? `serviceWorkerScript = ${write(`${name}/${main}`, contentOf(files[main]))}`
        : `modules = [${modulesOf(name, files, main).join(', ')}]`,
      `compatibilityDate = ${text(wrangler.compatibility_date ?? DATE)}`,
      `compatibilityFlags = [${(wrangler.compatibility_flags ?? []).map(text).join(', ')}]`,
      `bindings = [${bindingsOf(name, wrangler).join(', ')}]`,
    ];
    if (wrangler.outboundService !== undefined) parts.push(`globalOutbound = ${text(wrangler.outboundService)}`);
    const inSqlite = new Set((wrangler.migrations ?? []).flatMap((step) => step.new_sqlite_classes ?? []));
    const classes = (wrangler.durable_objects?.bindings ?? []).map(({ class_name: type }) => {
      const sql = inSqlite.has(type) ? ', enableSql = true' : '';
      return `(className = ${text(type)}, uniqueKey = ${text(`${name}-${type}`)}${sql})`;
    });
    if (classes.length > 0) {
      parts.push(`durableObjectNamespaces = [${classes.join(', ')}]`, 'durableObjectStorage = (localDisk = "disk")');
    }
    return `(name = ${text(name)}, worker = (${parts.join(', ')}))`;
  };

  const services = [workerOf('main', one.files, one.wrangler)];
  for (const [name, worker] of Object.entries(one.workers ?? {})) services.push(workerOf(name, worker.files, worker.wrangler));
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  services.push(`(name = "disk", disk = (path = ${text(disk)}, writable = true))`);
  const sockets = ['(name = "http", address = "127.0.0.1:0", http = (), service = "main")'];
  if (one.steps.some((step) => step.kind === 'scheduled' || step.kind === 'queue')) {
    const driver = { main: 'driver.js', compatibility_flags: ['service_binding_extra_handlers'], services: [{ binding: 'MAIN', service: 'main' }] };
    services.push(workerOf('driver', { 'driver.js': DRIVER }, driver));
    sockets.push('(name = "driver", address = "127.0.0.1:0", http = (), service = "driver")');
  }
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${services.join(',\n    ')}],
  sockets = [${sockets.join(', ')}],
  structuredLogging = true,
);
`;
};
