// provides: reportError
// needs: console
// spec: https://html.spec.whatwg.org/multipage/webappapis.html#dom-reporterror
(platform) => {
  'use strict';
  const { reportError } = {
    reportError(...values) {
      if (values.length === 0) {
        throw new TypeError("Failed to execute 'reportError' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'any'.");
      }
      const { name, message } = platform.describe(values[0]);
      platform.log('error', `Uncaught ${name}: ${message}`);
    },
  };
  platform.expose('reportError', reportError);
}
