// provides: DOMException
// needs: interface stack dom-exception
(platform) => {
  'use strict';
  platform.internals.domException('', 'Error'); // making one defines the class
}
