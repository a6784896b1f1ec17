// provides: DOMException
// needs: dom-exception
(platform) => {
  'use strict';
  platform.internals.domException('', 'Error'); // making one defines the class
}
