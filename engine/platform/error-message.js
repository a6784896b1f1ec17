// mentioned by: message
// needs: native-message
//
// Where a Worker reads the messages of errors, those of the language are V8's. QuickJS calls this hook for every error
// it makes, with the message already there.
(platform) => {
  'use strict';
  const { internals } = platform;
  const NativeError = Error;
  const isError = Error.isError;
  const { apply, getOwnPropertyDescriptor, defineProperty } = Reflect;
  const { getFunctionName, getFileName, getLineNumber, getColumnNumber } = (() => {
    let site;
    NativeError.prepareStackTrace = (_, sites) => {
      [site] = sites;
      return '';
    };
    new NativeError();
    return Object.getPrototypeOf(site);
  })();

  const lineOf = (site) =>
    `    at ${apply(getFunctionName, site, []) || '<anonymous>'} (${apply(getFileName, site, [])}:${apply(getLineNumber, site, [])}:${apply(getColumnNumber, site, [])})\n`;
  NativeError.prepareStackTrace = (error, sites) => {
    const message = isError(error) ? getOwnPropertyDescriptor(error, 'message') : undefined;
    if (typeof message?.value === 'string') {
      const words = internals.nativeMessage(message.value);
      if (words !== message.value) defineProperty(error, 'message', { ...message, value: words });
    }
    let stack = '';
    for (let i = 0; i < sites.length; i++) stack += lineOf(sites[i]);
    return stack;
  };
}
