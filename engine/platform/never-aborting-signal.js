// deferred: neverAbortingSignal
// needs: abort-signal
// mentioned by: signal console
// spec: https://fetch.spec.whatwg.org/#dom-request-signal
(platform) => {
  'use strict';
  // The signal of a request that nobody can abort.
  return () => platform.internals.abortSignal();
}
