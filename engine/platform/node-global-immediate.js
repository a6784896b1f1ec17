// provides: node:global.setImmediate node:global.clearImmediate
// needs: node-immediate
// setImmediate and clearImmediate without an import: engine/node.py says when.
(platform) => {
  'use strict';
  const { setImmediate, clearImmediate } = platform.internals.immediates;
  platform.expose('setImmediate', setImmediate);
  platform.expose('clearImmediate', clearImmediate);
}
