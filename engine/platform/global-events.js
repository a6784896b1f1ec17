// provides: addEventListener removeEventListener dispatchEvent
// needs: event-target global-scope
// spec: https://dom.spec.whatwg.org/#interface-eventtarget
//
// globalThis takes listeners without being an EventTarget (tests/conformance: globals-self-this).
(platform) => {
  'use strict';
  const { internals } = platform;
  const target = new internals.EventTarget();
  const types = (internals.globalEventTypes = new Set()); // that anyone has listened for
  for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent']) {
    const method = (...values) => {
      const result = target[name](...values);
      if (name === 'addEventListener') types.add(`${values[0]}`);
      return result;
    };
    platform.expose(name, { [name]: (...values) => method(...values) }[name]);
  }
  internals.globalEvents = target;
}
