// provides: node:child_process node:cluster node:console node:constants node:dgram node:diagnostics_channel node:dns node:fs node:fs/promises node:http node:http2 node:https node:inspector node:module node:net node:os node:perf_hooks node:punycode node:readline node:stream node:stream/promises node:stream/web node:sys node:test node:tls node:tty node:v8 node:vm node:wasi node:worker_threads node:zlib
// provides: cloudflare:email
//
// What `import … from "cloudflare:…"` gives: each file of such a module leaves its namespace in internals.modules, under
// its specifier, and says `provides: SPECIFIER`.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { create, defineProperty } = Object;

  internals.modules = create(null);
  // namespace: an object whose members are the exports.
  internals.provideModule = (specifier, members) => {
    const namespace = create(null);
    for (const name of Object.keys(members).sort()) defineProperty(namespace, name, { value: members[name], enumerable: true, writable: true });
    defineProperty(namespace, Symbol.toStringTag, { value: 'Module' });
    internals.modules[specifier] = Object.preventExtensions(namespace);
  };
  internals.platformModule = (specifier) => {
    const namespace = internals.modules[specifier];
    if (namespace !== undefined) return namespace;
    if (specifier === 'cloudflare:email') {
      throw new Error('No such module "cloudflare-internal:email".\n  imported from "cloudflare:email"');
    }
    if (specifier.startsWith('node:')) {
      throw new Error(
        `${specifier} is not part of this engine, which has node:assert, async_hooks, buffer, crypto, events, path, process, querystring, string_decoder, timers, url and util. ` +
          'Run a Worker that needs it with "npx wrangler dev".',
      );
    }
    throw new Error(`No such module "${specifier}".`);
  };
}
