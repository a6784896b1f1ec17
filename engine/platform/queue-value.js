// deferred: queueValue
// needs: rpc-values
//
// Bodies of content type "v8" hold all that structured clone does: ('serialize', value) → text, or a promise of it;
// ('deserialize', text) → value.
(platform) => {
  'use strict';
  const { internals } = platform;
  return (action, value) => internals[action](value);
}
