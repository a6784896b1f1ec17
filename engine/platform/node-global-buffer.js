// provides: node:global.Buffer
// needs: node-buffer
// Buffer without an import: engine/node.py says when.
(platform) => {
  'use strict';
  platform.expose('Buffer', platform.internals.modules['node:buffer'].Buffer);
}
