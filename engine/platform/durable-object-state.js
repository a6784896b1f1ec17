// needs: interface entrypoints durable-object-storage durable-object-id durable-object-sockets
// spec: https://developers.cloudflare.com/durable-objects/api/state/
//
// The objects that live in this isolate, and the `ctx` of each. They share the isolate's globals; each has memory of its
// own as long as it stays here, and the host (engine/services/durable_object.py) says when that is over (`fresh`).
(platform) => {
  'use strict';
  const { internals, enter } = platform;
  const { then, resolve } = platform.promise;
  const { defineProperty, getOwnPropertyNames } = Object;
  const objects = new Map(); // "class/id" → {key, label, object, ready}
  const keys = new Map(); // event in an object → its "class/id"
  internals.shareObject = (one, other) => keys.has(one) && keys.get(one) === keys.get(other);

  const notHere = (name) => {
    throw new Error(`${name}() is not part of this engine. Try it with \`npx wrangler dev\`.`);
  };
  const described = (error) =>
    error instanceof Error ? { name: `${error.name}`, message: `${error.message}` } : { name: 'Error', message: `${error}` };

  class DurableObjectState {
    #place;
    constructor(place, id, storage) {
      this.#place = place;
      this.id = id;
      this.storage = storage;
      this.props = {};
      this.container = undefined;
      this.facets = undefined;
      this.exports = internals.contextExports?.() ?? {};
    }
    waitUntil(promise) {
      internals.brand(() => this.#place);
      internals.addTask(platform.event(), promise);
    }
    // The host opens the section once nothing else is under way; until it is left, nothing else of the object goes on.
    // What the callback throws resets the object: nobody can catch it.
    blockConcurrencyWhile(callback) {
      const place = internals.brand(() => this.#place);
      if (typeof callback !== 'function') {
        internals.refuse('argument', "blockConcurrencyWhile' on 'DurableObjectState", 1, 'function');
      }
      const leave = (value) => platform.operation('storage.leave', place.label, { place: place.key }, () => value);
      const reset = (reason) => breakDown(place, reason);
      const run = () => then(then(resolve(), callback), leave, reset);
      const blocked = then(platform.operation('storage.enter', place.label, { place: place.key }), run);
      if (place.ready === undefined || place.constructing) place.ready = blocked;
      return blocked;
    }
    abort(reason) {
      const place = internals.brand(() => this.#place);
      const error = reason ?? new Error('Application called abort() to reset Durable Object.');
      breakDown(place, error);
      throw error;
    }
    acceptWebSocket(socket, tags) {
      const place = internals.brand(() => this.#place);
      if (!internals.isWebSocket?.(socket)) {
        internals.refuse('argument', "acceptWebSocket' on 'DurableObjectState", 1, 'WebSocket');
      }
      place.sockets.accept(socket, tags);
    }
    getWebSockets(tag) {
      return internals.brand(() => this.#place).sockets.all(tag);
    }
    getTags(socket) {
      return internals.brand(() => this.#place).sockets.tags(socket);
    }
    setWebSocketAutoResponse(pair) {
      internals.brand(() => this.#place).sockets.autoRespond(pair);
    }
    getWebSocketAutoResponse() {
      return internals.brand(() => this.#place).sockets.autoResponse();
    }
    getWebSocketAutoResponseTimestamp(socket) {
      return internals.brand(() => this.#place).sockets.respondedAt(socket);
    }
    setHibernatableWebSocketEventTimeout() {
      notHere('setHibernatableWebSocketEventTimeout');
    }
    getHibernatableWebSocketEventTimeout() {
      return null;
    }
  }
  const { prototype } = DurableObjectState;
  for (const member of getOwnPropertyNames(prototype)) {
    if (member !== 'constructor') defineProperty(prototype, member, { __proto__: null, enumerable: true });
  }
  defineProperty(prototype, Symbol.toStringTag, { value: 'DurableObjectState', configurable: true });

  // The object is lost, and with it every event in it; the promise never settles.
  const breakDown = (place, reason) => {
    if (objects.get(place.key) === place) objects.delete(place.key);
    return platform.operation('storage.reset', place.label, { place: place.key, error: described(reason) });
  };

  const construct = ({ class: name, id, name: called }, key, { sockets = [], autoResponse = null }) => {
    const Class = platform.exported[name];
    if (typeof Class !== 'function') throw new Error(`This Worker exports no Durable Object class "${name}".`);
    const place = { key, label: `${name}/${called ?? id.slice(0, 8)}`, ready: undefined, constructing: true };
    const storage = internals.objectStorage(place, Class);
    place.sockets = internals.objectSockets(place, sockets);
    place.sockets.restoreAutoResponse(autoResponse);
    objects.set(key, place);
    try {
      place.object = new Class(new DurableObjectState(place, internals.objectId(id, called), storage), platform.environment);
    } catch (error) {
      objects.delete(key);
      throw error;
    }
    place.constructing = false;
    return place;
  };

  // Calls `action` with the object that an event is for, which its first event constructs; what its constructor blocks on
  // comes before.
  internals.inObject = (event, record, fail, action) => {
    const { object, fresh } = record;
    const attempt = () => {
      try {
        enter(event);
        const place = objects.get(key);
        action(place?.object, place);
      } catch (error) {
        fail(error);
      }
    };
    const key = `${object.class}/${object.id}`;
    keys.set(event, key);
    if (fresh) objects.delete(key);
    try {
      const before = objects.get(key);
      const place = before ?? construct(object, key, record);
      if (before !== undefined && record.sockets !== undefined) before.sockets.update(record.sockets);
      if (before === undefined && place.ready !== undefined) then(place.ready, attempt, fail);
      else attempt();
    } catch (error) {
      fail(error);
    }
  };
}
