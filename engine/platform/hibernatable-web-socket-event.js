// deferred: hibernatableWebSocketEvent
// mentioned by: acceptWebSocket
// needs: durable-object-state
// A message for a WebSocket that a Durable Object accepted: {object, fresh, sockets, socket, message}. The object's
// webSocketMessage(), webSocketClose() or webSocketError() handles it; one without the method lets it pass.
// https://developers.cloudflare.com/durable-objects/api/base/#websocketmessage
(platform) => {
  'use strict';
  const { internals, enter, write } = platform;
  const { then, resolve } = platform.promise;
  return (event, record) => {
    let drop = () => {}; // the socket has had its last
    const finish = () => {
      drop();
      enter(event);
      write(23, event, '{}');
    };
    const fail = (reason) => {
      drop();
      enter(event);
      internals.writeException(event, 'handler', reason);
    };
    internals.inObject(event, record, fail, (object, place) => {
      const [method, ...values] = place.sockets.receive(record.socket, record.message);
      if (method !== 'webSocketMessage') drop = () => place.sockets.drop(record.socket);
      const result = typeof object[method] === 'function' ? object[method](...values) : undefined;
      then(resolve(result), finish, fail);
    });
  };
}
