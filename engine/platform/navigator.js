// provides: navigator Navigator
// needs: interface
// spec: https://developers.cloudflare.com/workers/runtime-apis/web-standards/#navigatoruseragent
(platform) => {
  'use strict';
  let allowed = false;

  class Navigator {
    constructor() {
      if (!allowed) throw new TypeError('Illegal constructor');
      const facts = { userAgent: 'Cloudflare-Workers', hardwareConcurrency: 1, platform: '', language: 'en' };
      for (const [name, value] of Object.entries(facts)) Object.defineProperty(this, name, { value, enumerable: true });
    }
    sendBeacon() {
      throw new Error('navigator.sendBeacon() is not part of this engine. Send the data with fetch() and ctx.waitUntil().');
    }
  }
  platform.internals.exposeInterface(Navigator);
  allowed = true;
  platform.expose('navigator', new Navigator());
  allowed = false;
}
