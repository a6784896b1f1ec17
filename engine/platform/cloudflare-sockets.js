// provides: cloudflare:sockets
// needs: platform-modules
// spec: https://developers.cloudflare.com/workers/runtime-apis/tcp-sockets/
(platform) => {
  'use strict';
  platform.internals.provideModule('cloudflare:sockets', {
    connect() {
      throw new Error('connect() is not part of this engine: its network carries HTTP only. Try it with `npx wrangler dev`.');
    },
    internalNewHttpClient: undefined,
  });
}
