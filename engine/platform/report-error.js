// provides: reportError
// spec: https://html.spec.whatwg.org/multipage/webappapis.html#dom-reporterror
(platform) => {
  'use strict';
  const NativeTypeError = TypeError;
  const { reportError } = {
    reportError(...values) {
      if (values.length === 0) {
        throw new NativeTypeError(
          "Failed to execute 'reportError' on 'ServiceWorkerGlobalScope': parameter 1 is not of type 'any'.",
        );
      }
      platform.exception(platform.event(), 'reportError', values[0]);
    },
  };
  platform.expose('reportError', reportError);
}
