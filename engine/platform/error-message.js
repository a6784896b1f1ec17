// always
// needs: native-error
//
// QuickJS calls this hook for every error it makes, with the message already there: errors of the language get V8's words.
(platform) => {
  'use strict';
  const { internals } = platform;
  Error.prepareStackTrace = (error, sites) => internals.nativeError(error, sites);
}
