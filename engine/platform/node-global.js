// provides: node:global.global
// Node.js's name of the global object: engine/node.py says when.
(platform) => {
  'use strict';
  platform.expose('global', globalThis);
}
