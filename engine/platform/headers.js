// provides: Headers
// needs: headers-class
//
// The global is there from the start only where a Worker names it.
(platform) => {
  'use strict';
  platform.internals.headersFor([], false);
}
