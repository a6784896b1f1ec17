// deferred: hibernatableWebSocketEvent
// mentioned by: acceptWebSocket
// needs: durable-object-state
// A message for a WebSocket that a Durable Object accepted: {object, fresh, sockets, socket, message}. The object's
// webSocketMessage() or webSocketClose() handles it; one without the method lets it pass.
// https://developers.cloudflare.com/durable-objects/api/base/#websocketmessage
(platform) => {
  'use strict';
  const { internals, enter, write } = platform;
  const { then, resolve } = platform.promise;
  return (event, record) => {
    const finish = () => {
      enter(event);
      write(23, event, '{}');
    };
    const fail = (reason) => {
      enter(event);
      internals.writeException(event, 'handler', reason);
    };
    internals.inObject(event, record, fail, (object, place) => {
      const [method, ...values] = place.sockets.receive(record.socket, record.message);
      const result = typeof object[method] === 'function' ? object[method](...values) : undefined;
      then(resolve(result), finish, fail);
    });
  };
}
