// binding: durable-object
// needs: rpc-stub fetcher fetch-request durable-object-id durable-object-event alarm-event
// spec: https://developers.cloudflare.com/durable-objects/api/namespace/
//
// A binding to a class of Durable Objects: {class, script: whose Worker's ("" for this one's), key: what its ids are made
// with}. Where an object lives and who may come in is engine/services/durable_object.py.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { brand, requireArguments } = internals;
  const { defineProperty, getOwnPropertyNames } = Object;
  let made = false; // whether the host is the one that constructs

  // where: {script, class, id, name} of one object.
  internals.durableObjectStub = (where) => {
    const target = internals.newFetcher({ operation: 'durable-object.fetch', details: { object: where } });
    defineProperty(target, 'id', { value: internals.objectId(where.id, where.name), enumerable: true });
    defineProperty(target, 'name', { value: where.name, enumerable: true });
    const label = `${where.class}/${where.name ?? where.id.slice(0, 8)}`;
    const send = (path, args) => {
      const details = { object: where, path, args };
      return platform.operation('durable-object.call', `${label}.${path.join('.')}`, details, internals.received);
    };
    return internals.remoteObject(target, send, () => ['durable object', where]);
  };

  const named = (given, method, name) => {
    requireArguments(given, 1, `${method}' on 'DurableObjectNamespace`, 'string');
    return internals.toText(name);
  };

  class DurableObjectNamespace {
    #binding;
    constructor(binding) {
      if (!made) throw new TypeError('Illegal constructor');
      this.#binding = binding;
    }
    newUniqueId(options) {
      const { key } = brand(() => this.#binding);
      if (options?.jurisdiction !== undefined) this.jurisdiction();
      return internals.freshObjectId(key);
    }
    idFromName(name) {
      const { key } = brand(() => this.#binding);
      return internals.objectIdFromName(key, named(arguments.length, 'idFromName', name));
    }
    idFromString(text) {
      const { key } = brand(() => this.#binding);
      return internals.objectIdFromString(key, named(arguments.length, 'idFromString', text));
    }
    get(id, options = undefined) {
      const { script, class: ofClass, key } = brand(() => this.#binding);
      const hex = internals.objectIdOf(id);
      if (hex === undefined) internals.refuse('argument', "get' on 'DurableObjectNamespace", 1, 'DurableObjectId');
      internals.objectIdFromString(key, hex);
      return internals.durableObjectStub({ script, class: ofClass, id: hex, name: id.name, hint: options?.locationHint });
    }
    getByName(name) {
      brand(() => this.#binding);
      return this.get(this.idFromName(named(arguments.length, 'getByName', name)));
    }
    jurisdiction() {
      throw new Error('Jurisdiction restrictions are not implemented in workerd.');
    }
  }
  const { prototype } = DurableObjectNamespace;
  for (const member of getOwnPropertyNames(prototype)) {
    if (member !== 'constructor') defineProperty(prototype, member, { __proto__: null, enumerable: true });
  }
  defineProperty(prototype, Symbol.toStringTag, { value: 'DurableObjectNamespace', configurable: true });

  internals.bindings ??= Object.create(null);
  internals.bindings['durable-object'] = (binding) => {
    made = true;
    try {
      return new DurableObjectNamespace(binding);
    } finally {
      made = false;
    }
  };
}
