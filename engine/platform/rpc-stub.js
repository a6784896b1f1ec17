// needs: interface rpc-values own-event
// spec: https://developers.cloudflare.com/workers/runtime-apis/rpc/
//
// What stands for an object elsewhere: a binding to another Worker, a Durable Object's stub, a function or RpcTarget that
// came in an answer. For another kind of remote object, give remoteObject:
//
//   target  what it is besides: members found in it (fetch, id …) are its own, every other name is the remote object's
//   send    (path, args) => promise of the value there: `path` the names to follow, `args` the text of an array of
//           arguments (rpc-values.js), or null to read what the path leads to. Usually
//             platform.operation('KIND.call', label, { …, path, args }, internals.received)
//           which the host answers with what rpc-receive.js gave it, {value: text, from: isolate}
//   wire    () => the node of rpc-values.js that it crosses as, when it may be handed on
//
// Calls return RpcPromises at once, so that `a.b().c.d()` needs one await: what is asked of a promise's value waits for it
// here (the real runtime sends such calls ahead; what the callee sees is the same).
(platform) => {
  'use strict';
  const { internals, promise } = platform;
  const { then, reject } = promise;
  const { get: getMember, has: hasMember, apply } = Reflect;
  const { setPrototypeOf, defineProperty, hasOwn } = Object;
  const NativeProxy = Proxy;

  const states = new WeakMap(); // remote object → {awaited, wire, target}
  internals.remoteState = (value) => states.get(value);

  const illegal = () => {
    throw new TypeError('Illegal constructor');
  };
  class RpcPromise {
    constructor() {
      illegal();
    }
  }
  class RpcProperty {
    constructor() {
      illegal();
    }
  }
  // `new RpcStub(target)` makes a stub of one's own object, as if it had come from elsewhere.
  class RpcStub {
    constructor(value) {
      return internals.stubFor(null, internals.exportObject(value));
    }
  }
  for (const Class of [RpcPromise, RpcProperty, RpcStub]) {
    defineProperty(Class.prototype, Symbol.toStringTag, { value: Class.name, configurable: true });
  }
  internals.rpcClasses = { RpcPromise, RpcProperty, RpcStub };

  internals.notImplemented = (name) =>
    new TypeError(`The RPC receiver does not implement the method "${String(name)}".`);
  const missing = (name) => Object.assign(internals.notImplemented(name), { remote: true });

  // ---- objects of this isolate that others may call: their numbers cross ----
  const exported = [];
  internals.exportObject = (value) => exported.push({ value, event: platform.event() }) - 1;
  internals.exportedObject = (number) => exported[number]?.value;

  internals.received = ({ value, from }) => internals.deserialize(value, from);

  const attempt = (action) => {
    try {
      return action();
    } catch (error) {
      return reject(error);
    }
  };
  // The promise of a call: its arguments become text first.
  const sendCall = (send, path, values) =>
    attempt(() => {
      platform.requireEvent();
      const text = internals.serialize(values, internals.exportObject);
      return typeof text === 'string' ? send(path, text) : then(text, (whole) => send(path, whole));
    });

  // ---- the callable proxies ----
  const proxyOf = (Class, state, { call, property, awaited }) => {
    const target = setPrototypeOf(() => {}, Class.prototype);
    delete target.name;
    delete target.length;
    const proxy = new NativeProxy(target, {
      apply: (_, self, values) => call(values),
      has: (_, name) => typeof name === 'string' || hasMember(target, name),
      set: illegal,
      get(_, name) {
        if (awaited !== undefined && (name === 'then' || name === 'catch' || name === 'finally')) {
          // Asked for `then`, nothing is sent yet: that is how one finds out whether it is a promise.
          return (...handlers) => {
            const given = awaited();
            return apply(given[name], given, handlers);
          };
        }
        if (typeof state[name] === 'function' && (name === Symbol.dispose || name === 'dup')) return state[name];
        if (typeof name === 'symbol' || hasMember(Class.prototype, name)) return getMember(target, name);
        return name === 'then' ? undefined : property(name);
      },
    });
    states.set(proxy, state);
    return proxy;
  };
  const noDispose = { [Symbol.dispose]: () => {} };

  const promised = (given) =>
    proxyOf(
      RpcPromise,
      { awaited: () => given, ...noDispose },
      {
        awaited: () => given,
        call: (values) => promised(then(given, (value) => callOn(value, [], values))),
        property: (name) => promisedProperty(given, [name]),
      },
    );
  const promisedProperty = (given, path) => {
    const awaited = () => then(given, (value) => reach(value, path));
    return proxyOf(
      RpcProperty,
      { awaited, ...noDispose },
      {
        awaited,
        call: (values) => promised(then(given, (value) => callOn(value, path, values))),
        property: (name) => promisedProperty(given, [...path, name]),
      },
    );
  };
  // Follows names into a value that has arrived; a stub in it goes on elsewhere.
  const reach = (value, path) => {
    for (const name of path) {
      if (states.has(value)) value = value[name];
      else if (value !== null && typeof value === 'object' && hasOwn(value, name)) value = value[name];
      else throw missing(name);
    }
    return value;
  };
  const callOn = (value, path, values) => {
    const member = reach(value, path);
    if (typeof member !== 'function') throw missing(path.at(-1) ?? '');
    return apply(member, undefined, values);
  };

  const remoteProperty = (send, path) => {
    const awaited = () =>
      attempt(() => {
        platform.requireEvent();
        return send(path, null);
      });
    return proxyOf(
      RpcProperty,
      { awaited, ...noDispose },
      {
        awaited,
        call: (values) => promised(sendCall(send, path, values)),
        property: (name) => remoteProperty(send, [...path, name]),
      },
    );
  };

  internals.remoteObject = (target, send, wire) => {
    const proxy = new NativeProxy(target, {
      get(_, name) {
        if (typeof name === 'symbol' || hasMember(target, name)) return getMember(target, name, target);
        return name === 'then' ? undefined : remoteProperty(send, [name]);
      },
    });
    states.set(proxy, { wire, target });
    return proxy;
  };

  // The stub of function or object `number` of the isolate `owner` (null: this one). It belongs to the event that got it.
  internals.stubFor = (owner, number) => {
    const made = { event: platform.event() };
    let disposed = false;
    const send = (path, args) => {
      if (disposed) throw new Error('RPC stub used after being disposed.');
      internals.requireOwnEvent(made, 'Client');
      const details = { owner, stub: number, path, args };
      return platform.operation('worker.stub', path.join('.') || 'call', details, internals.received);
    };
    const state = {
      wire: () => (owner === null ? ['stub', number] : ['remote', owner, number]),
      dup: () => internals.stubFor(owner, number),
      [Symbol.dispose]() {
        disposed = true;
      },
    };
    return proxyOf(RpcStub, state, {
      call: (values) => promised(sendCall(send, [], values)),
      property: (name) => remoteProperty(send, [name]),
    });
  };
}
