// mentioned by: withEnv withExports withEnvAndExports
// needs: node-async-hooks
// What the callbacks of withEnv and withExports see in place of env and exports (cloudflare-workers.js).
(platform) => {
  'use strict';
  const { internals } = platform;
  const { AsyncLocalStorage } = internals.modules['node:async_hooks'];
  internals.replacements = new AsyncLocalStorage();
}
