// provides: Cloudflare
// spec: https://developers.cloudflare.com/workers/configuration/compatibility-flags/#check-a-compatibility-flags-state-at-runtime
//
// The flags that this engine knows. It behaves as a Worker of compatibility date 2026-04-01 without nodejs_compat.
(platform) => {
  'use strict';
  class Cloudflare {
    compatibilityFlags = Object.freeze({ __proto__: null, nodejs_compat: false, global_navigator: true });
  }
  platform.expose('Cloudflare', new Cloudflare());
}
