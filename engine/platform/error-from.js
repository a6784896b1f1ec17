// always
// deferred: errorFrom
// The error that an operation of the host rejects with: {name, message} → an Error of that type, or a DOMException.
(platform) =>
  ({ name, message }) => {
    const { Error: NativeError, types } = platform.natives;
    const Type = types[name];
    if (Type !== undefined) return new Type(message);
    if (name === 'Error' || platform.internals.domException === undefined) return new NativeError(message);
    return platform.internals.domException(message, name);
  }
