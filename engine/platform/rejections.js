// mentioned by: unhandledrejection onunhandledrejection
// needs: probes global-events promise-rejection-event
// spec: https://html.spec.whatwg.org/multipage/webappapis.html#unhandled-promise-rejections
//
// Promises that were rejected and that nobody handles, for Workers that listen for them. (Where none listens the real
// runtime tells nobody: OBSERVED.md.) The engine does not say which they are, so the compiler does (probes.py): it
// passes the value of each call to `probes.promise`, and what is awaited to `probes.awaited`. Everything else that
// handles a promise (catch, Promise.all, resolve …) calls its `then`, which is replaced here: no job more or less.
// Not seen: promises of subclasses, those that no call in the Worker's own code gave, and `f().x`: a property read at once.
(platform) => {
  'use strict';
  const { internals, natives } = platform;
  const { apply, WeakMap, setPrototypeOf, defineProperty } = natives;
  const { observe } = platform.promise;
  const { probes, globalEvents } = internals;
  const { get, set } = WeakMap.prototype;
  const { getPrototypeOf } = Object;
  const { isArray } = Array;
  const { prototype } = Promise;
  const { then } = prototype;
  const OBSERVED = 27;

  const facts = new WeakMap(); // promise → {promise, event, handled, reported}
  const rejected = setPrototypeOf([], null); // since the last checkpoint, each {fact, reason}
  const belated = setPrototypeOf([], null); // facts: handled after they were reported

  const isPromise = (value) => typeof value === 'object' && value !== null && getPrototypeOf(value) === prototype;
  const factOf = (promise) => {
    let fact = apply(get, facts, [promise]);
    if (fact === undefined) {
      fact = { promise, event: platform.event(), handled: false, reported: false, watched: false };
      apply(set, facts, [promise, fact]);
    }
    return fact;
  };
  const handle = (promise) => {
    const fact = factOf(promise);
    if (fact.reported && !fact.handled) belated[belated.length] = fact;
    fact.handled = true;
  };
  internals.handlePromise = (promise) => {
    if (isPromise(promise)) handle(promise);
  };

  const silent = () => platform.write(OBSERVED, platform.event(), 0, ''); // a job that the trace leaves out
  probes.promise = (value) => {
    if (!isPromise(value)) return value;
    const fact = factOf(value);
    if (fact.watched) return value;
    fact.watched = true;
    observe(value, silent, (reason) => {
      silent();
      if (!fact.handled) rejected[rejected.length] = { fact, reason };
    });
    return value;
  };
  probes.awaited = (value) => {
    if (isPromise(value)) handle(value);
    else if (isArray(value)) for (let i = 0; i < value.length; i++) internals.handlePromise(value[i]); // for await
    return value;
  };
  const methods = {
    then(fulfilled, rejected) {
      internals.handlePromise(this);
      return apply(then, this, [fulfilled, rejected]);
    },
  };
  defineProperty(prototype, 'then', { __proto__: null, value: methods.then, writable: true, configurable: true });

  const tell = (fact, type, reason) => {
    const handler = globalThis[`on${type}`];
    platform.enter(fact.event);
    try {
      if (typeof handler === 'function') globalEvents[`on${type}`] = handler;
      else delete globalEvents[`on${type}`];
      globalEvents.dispatchEvent(internals.rejectionEvent(type, fact.promise, reason));
    } catch (error) {
      platform.exception(fact.event, type, error);
    }
  };
  const taken = (list) => {
    const copy = setPrototypeOf([], null);
    for (let i = 0; i < list.length; i++) copy[i] = list[i];
    list.length = 0;
    return copy;
  };
  // When no microtask is left. '1': listeners may have run.
  internals.checkRejections = () => {
    if (rejected.length === 0 && belated.length === 0) return '';
    const late = taken(belated);
    const fresh = taken(rejected);
    for (let i = 0; i < late.length; i++) tell(late[i], 'rejectionhandled', undefined);
    for (let i = 0; i < fresh.length; i++) {
      const { fact, reason } = fresh[i];
      if (fact.handled) continue;
      fact.reported = true;
      tell(fact, 'unhandledrejection', reason);
    }
    return '1';
  };
}
