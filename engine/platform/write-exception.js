// always
// deferred: writeException
// needs: native-message
// Tells the host of an exception that nobody caught. Never throws, whatever was thrown: getters, proxies and `toString`
// of the learner's may.
(platform) => {
  'use strict';
  const { apply, Error: NativeError, String: NativeString, types, hasInstance, toString } = platform.natives;

  const safely = (read, fallback) => {
    try {
      return read();
    } catch {
      return fallback;
    }
  };
  const isInstance = (value, type) => safely(() => apply(hasInstance, type, [value]), false);

  // How workerd names what was thrown (tests/conformance: error-throw-non-errors, error-domexception).
  const describe = (thrown) => {
    if (thrown === null || (typeof thrown !== 'object' && typeof thrown !== 'function')) {
      return { name: 'Error', message: safely(() => NativeString(thrown), ''), stack: '' };
    }
    const message = safely(() => platform.internals.nativeMessage(NativeString(thrown.message)), '');
    const stack = safely(() => NativeString(thrown.stack ?? ''), '');
    if (platform.internals.isDOMException?.(thrown)) {
      return { name: 'DOMException(' + safely(() => NativeString(thrown.name), 'Error') + ')', message, stack };
    }
    if (!isInstance(thrown, NativeError)) {
      const tag = safely(() => apply(toString, thrown, []), '[object Object]');
      const type = safely(() => NativeString(thrown.constructor.name), '') || 'Object';
      return { name: 'Error', message: tag === '[object Array]' ? tag : '#<' + type + '>', stack: '' };
    }
    let name = 'Error';
    for (const known in types) if (isInstance(thrown, types[known])) name = known;
    const said = safely(() => NativeString(thrown.name), name);
    // workerd keeps the built-in type and folds a name of the program's own into the message.
    const own = said !== name && said !== '';
    return { name, message: own ? (message ? said + ': ' + message : said) : message, stack };
  };

  return (event, where, thrown) => {
    const { name, message, stack } = describe(thrown);
    platform.write(17, event, where, name, message, stack);
  };
}
