// provides: node:process.env
// needs: node-process
// Fills process.env with the Worker's variables: for compatibility dates from 2025-04-01 on.
(platform) => {
  'use strict';
  platform.internals.fillProcessEnvironment();
}
