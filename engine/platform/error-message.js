// always
// needs: native-error
//
// QuickJS calls this hook for every error it makes, with the message already there: errors of the language get V8's words.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { get, set } = WeakMap.prototype;
  internals.weakMap = { get, set }; // for native-error.js, which is compiled when learner code may have replaced them
  internals.exec = RegExp.prototype.exec;
  Error.prepareStackTrace = (error, sites) => internals.nativeError(error, sites);
}
