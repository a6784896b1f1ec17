// needs: rpc-values
// spec: https://developers.cloudflare.com/durable-objects/best-practices/websockets/
//
// WebSockets that an object takes with acceptWebSocket(): what arrives goes to its webSocketMessage() and webSocketClose().
// A model in one respect: the object does not hibernate, it stays in memory as long as a connection is open.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { defineProperty } = Object;
  const attachments = new WeakMap(); // socket → text
  const mostTags = 10;

  const methods = {
    serializeAttachment(value) {
      attachments.set(this, internals.serialize(value));
    },
    deserializeAttachment() {
      return attachments.has(this) ? internals.deserialize(attachments.get(this)) : null;
    },
  };
  const prototype = globalThis.WebSocket?.prototype;
  if (prototype !== undefined) {
    for (const name in methods) {
      defineProperty(prototype, name, { value: methods[name], enumerable: true, writable: true, configurable: true });
    }
  }

  // The sockets of one object: place.object is it.
  internals.objectSockets = (place) => {
    const tagsOf = new Map(); // open socket → its tags
    return {
      accept(socket, tags = []) {
        if (tags.length > mostTags) throw new Error(`a Hibernatable WebSocket can have at most ${mostTags} tags.`);
        const own = [...tags].map((tag) => internals.toText(tag));
        socket.accept({ binaryType: 'arraybuffer' });
        tagsOf.set(socket, own);
        const tell = (name, values) => {
          const { object } = place;
          if (typeof object[name] !== 'function') return;
          internals.addTask(platform.event(), object[name](socket, ...values));
        };
        socket.addEventListener('message', ({ data }) => tell('webSocketMessage', [data]));
        socket.addEventListener('close', ({ code, reason, wasClean }) => {
          tagsOf.delete(socket);
          tell('webSocketClose', [code, reason, wasClean]);
        });
      },
      all: (tag) => [...tagsOf.keys()].filter((socket) => tag === undefined || tagsOf.get(socket).includes(tag)),
      tags(socket) {
        if (!tagsOf.has(socket)) throw new Error('you must call acceptWebSocket() before attempting to access the tags of a WebSocket.');
        return [...tagsOf.get(socket)];
      },
    };
  };
}
