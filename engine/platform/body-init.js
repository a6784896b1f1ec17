// deferred: bodyFrom
// needs: bytes
// spec: https://fetch.spec.whatwg.org/#concept-bodyinit-extract
(platform) => {
  'use strict';
  const { internals } = platform;
  const { asyncIterator, iterator } = Symbol;

  // What a body holds, by what it is made from, and the Content-Type it brings along.
  const extract = (value) => {
    const isObject = typeof value === 'object';
    if (isObject) {
      for (const kind of internals.bodyKinds) {
        const fields = kind(value);
        if (fields !== undefined) return fields;
      }
    }
    if (internals.isReadableStream?.(value)) {
      if (internals.isDisturbed(value)) {
        throw new TypeError(
          'This ReadableStream is disturbed (has already been read from), and cannot be used as a body.',
        );
      }
      return internals.heldByStream?.(value) ?? { stream: value };
    }
    platform.requireEvent();
    if (isObject) {
      const bytes = internals.bytesOf(value);
      if (bytes !== undefined) return { bytes: bytes.slice() };
      if (typeof URLSearchParams === 'function' && value instanceof URLSearchParams) {
        return { text: `${value}`, type: 'application/x-www-form-urlencoded;charset=UTF-8' };
      }
      const iterate = value[asyncIterator] ?? value[iterator];
      if (iterate !== undefined && !(value instanceof String)) {
        const chunks = iterate.call(value);
        return { next: () => chunks.next() };
      }
    }
    return { text: internals.toText(value), type: 'text/plain;charset=UTF-8' };
  };

  // The body made from `value`. Adds its Content-Type, or `type`, to the header list `headers` unless that names one.
  return (value, headers, type) => {
    const { type: own, ...fields } = extract(value);
    const brought = type ?? own ?? null;
    if (brought !== null && !headers.some((entry) => entry[2] === 'content-type')) {
      headers.push(['Content-Type', brought, 'content-type']);
    }
    return internals.newBody(fields);
  };
}
