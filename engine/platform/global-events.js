// provides: addEventListener removeEventListener dispatchEvent
// needs: event-target global-scope
// spec: https://dom.spec.whatwg.org/#interface-eventtarget
//
// globalThis takes listeners without being an EventTarget (tests/conformance: globals-self-this).
(platform) => {
  'use strict';
  const { internals } = platform;
  const target = new internals.EventTarget();
  for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent']) {
    platform.expose(name, { [name]: (...values) => target[name](...values) }[name]);
  }
  internals.globalEvents = target;
}
