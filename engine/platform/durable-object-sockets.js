// needs: rpc-values
// spec: https://developers.cloudflare.com/durable-objects/best-practices/websockets/
//
// WebSockets that an object takes with acceptWebSocket(). The host keeps them (engine/services/object_sockets.py): each
// message is an event of its own, between two of which the object may be dropped from memory; its next event makes the
// sockets anew, with their tags and attachments.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { then } = platform.promise;
  const { defineProperty } = Object;
  const NativeDate = Date;
  const NativeError = Error;
  const kept = new WeakMap(); // socket → {id, connection, side, tags, attachment, responded}; id '' until it is accepted
  const mostTags = 10;
  const mostAttached = 2048; // characters of its text; Cloudflare: bytes
  let accepted = 0;

  const ignore = () => {};
  const tell = (name, details) => then(platform.operation(`websocket.${name}`, '', details), ignore, ignore);
  const keep = (socket, record) => {
    kept.set(socket, record);
    return record;
  };

  const methods = {
    serializeAttachment(value) {
      const attachment = internals.serialize(value);
      if (attachment.length > mostAttached) {
        throw new Error(`A WebSocket 'attachment' cannot be larger than ${mostAttached} bytes.`);
      }
      const record = kept.get(this) ?? keep(this, { id: '' });
      record.attachment = attachment;
      const { id, connection, side } = record;
      if (id !== '') tell('attach', { connection, side, id, attachment });
    },
    deserializeAttachment() {
      const attachment = kept.get(this)?.attachment ?? null;
      return attachment === null ? null : internals.deserialize(attachment);
    },
  };
  const prototype = globalThis.WebSocket?.prototype;
  if (prototype !== undefined) {
    for (const name in methods) {
      defineProperty(prototype, name, { value: methods[name], enumerable: true, writable: true, configurable: true });
    }
  }

  class WebSocketRequestResponsePair {
    #request;
    #response;
    constructor(request, response) {
      if (arguments.length < 2) {
        throw new TypeError("Failed to construct 'WebSocketRequestResponsePair': parameter 2 is not of type 'string'.");
      }
      this.#request = internals.toText(request);
      this.#response = internals.toText(response);
    }
    get request() {
      return this.#request;
    }
    get response() {
      return this.#response;
    }
  }
  platform.expose('WebSocketRequestResponsePair', WebSocketRequestResponsePair);

  // The sockets of one object. restored: those that it had accepted before it was dropped from memory.
  internals.objectSockets = (place, restored) => {
    const open = new Map(); // id → socket
    let pair = null;
    for (const record of restored) {
      const socket = internals.webSocketAgain(record);
      keep(socket, record);
      open.set(record.id, socket);
    }
    return {
      accept(socket, tags = []) {
        if (tags.length > mostTags) throw new Error(`a Hibernatable WebSocket can have at most ${mostTags} tags.`);
        const own = [...tags].map((tag) => internals.toText(tag));
        const { connection, side } = internals.webSocketToHost(socket);
        const id = `${platform.event()}.${++accepted}`;
        const record = keep(socket, { responded: null, attachment: null, ...kept.get(socket), id, connection, side, tags: own });
        open.set(id, socket);
        tell('hibernate', { connection, side, id, tags: own, attachment: record.attachment });
      },
      all: (tag) => [...open.values()].filter((socket) => tag === undefined || kept.get(socket).tags.includes(tag)),
      tags(socket) {
        const record = kept.get(socket);
        if (record === undefined || record.id === '') {
          throw new Error('you must call acceptWebSocket() before attempting to access the tags of a WebSocket.');
        }
        return [...record.tags];
      },
      // What to call for a message that the host hands in: [method, ...arguments].
      receive(id, message) {
        const socket = open.get(id);
        const data = internals.webSocketData(socket, message);
        if (message.error !== undefined) return ['webSocketError', socket, new NativeError(message.error)];
        if (message.close === undefined) return ['webSocketMessage', socket, data];
        const { code, reason, wasClean } = message.close;
        return ['webSocketClose', socket, code, reason, wasClean];
      },
      drop(id) {
        open.delete(id);
      },
      // What the host knows better than this isolate.
      update(records) {
        for (const { id, responded } of records) if (open.has(id)) kept.get(open.get(id)).responded = responded;
      },
      autoRespond(given) {
        pair = given ?? null;
        const details = pair === null ? {} : { request: pair.request, response: pair.response };
        tell('autoResponse', { connection: '', side: 0, ...details });
      },
      autoResponse: () => pair,
      restoreAutoResponse(texts) {
        pair = texts === null ? null : new WebSocketRequestResponsePair(...texts);
      },
      respondedAt(socket) {
        const responded = kept.get(socket)?.responded ?? null;
        return responded === null ? null : new NativeDate(responded);
      },
    };
  };
}
