// needs: refuse
// spec: https://webidl.spec.whatwg.org/#js-interfaces
//
// What all interface objects share: how they are exposed, and how they refuse wrong use.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { defineProperty, getOwnPropertyNames } = Object;
  // Descriptors and handlers inherit nothing: a learner's Object.prototype.get would be taken for a part of them.
  const enumerable = { __proto__: null, enumerable: true }; // https://webidl.spec.whatwg.org/#js-operations, unlike a class's own
  const noLength = { __proto__: null, value: 0 }; // workerd's functions and classes all say 0
  const NativeString = String;
  const NativeProxy = Proxy;
  const { toStringTag } = Symbol;

  // Runs `read`, which touches a private field of `this`; a wrong `this` is told so in workerd's words.
  internals.brand = (read) => {
    try {
      return read();
    } catch {
      internals.refuse('this');
    }
  };

  const needsNew = {
    __proto__: null,
    apply: ({ name }) => internals.refuse('call', name),
  };

  // Prototypes of the platform's classes → what console.log shows in square brackets besides the getters, or undefined:
  // a function that takes the instance and gives {name: value}.
  internals.interfaces = new WeakMap();

  // Makes a class a global: tagged with its name, and refusing to be called without `new`. Gives the interface object.
  internals.exposeInterface = (Class, inspected) => {
    const { name, prototype } = Class;
    internals.interfaces.set(prototype, inspected);
    const type = new NativeProxy(Class, needsNew);
    for (const member of getOwnPropertyNames(prototype)) defineProperty(prototype, member, enumerable);
    defineProperty(prototype, 'constructor', { __proto__: null, value: type, enumerable: false });
    defineProperty(prototype, toStringTag, { __proto__: null, value: name, configurable: true });
    defineProperty(Class, 'length', noLength);
    platform.expose(name, type);
    return type;
  };

  // Read-only attributes in the order of `names`. `stateOf` gives the state of an instance; an attribute is what `made`
  // has for its name, called with that state, or else the state's member of that name.
  internals.exposeAttributes = (Class, stateOf, names, made) => {
    for (const name of names) {
      const make = made[name];
      defineProperty(Class.prototype, name, {
        __proto__: null,
        get() {
          const state = stateOf(this);
          return make === undefined ? state[name] : make(state);
        },
        enumerable: true,
        configurable: true,
      });
    }
  };

  // Throws unless at least `count` arguments were given. where: "set' on 'Headers". type: what the missing one must be.
  internals.requireArguments = (given, count, where, type) => {
    if (given < count) internals.refuse('argument', where, given + 1, type);
  };

  // https://webidl.spec.whatwg.org/#js-USVString
  internals.toText = (value) => {
    if (typeof value === 'symbol') internals.refuse('symbol');
    return NativeString(value).toWellFormed();
  };
}
