// provides: node:global.process
// needs: node-process
// process without an import: engine/node.py says when.
(platform) => {
  'use strict';
  platform.expose('process', platform.internals.modules['node:process'].default);
}
