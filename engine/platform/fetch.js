// provides: fetch
// needs: fetch-request
// spec: https://fetch.spec.whatwg.org/#fetch-method
//
// Nearly every Worker mentions `fetch`, if only as the name of its handler: what it does waits in fetch-request.js.
(platform) => {
  'use strict';
  const { internals } = platform;

  platform.expose('fetch', function fetch(...input) {
    return internals.fetch(input);
  });
}
