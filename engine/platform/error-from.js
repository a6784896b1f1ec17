// always
// deferred: errorFrom
// The error that an operation of the host rejects with: {name, message} → an Error of that type, or a DOMException (which
// `dom` says of a name that an Error has, too). What else it carries (remote …) becomes properties.
(platform) =>
  ({ name, message, dom, ...properties }) => {
    const { Error: NativeError, types } = platform.natives;
    const { domException } = platform.internals;
    const Type = dom ? undefined : (types[name] ?? (name === 'Error' ? NativeError : undefined));
    const error = Type === undefined && domException !== undefined ? domException(message, name) : new (Type ?? NativeError)(message);
    return platform.natives.assign(error, properties);
  }
