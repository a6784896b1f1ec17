// deferred: durableObjectEvent
// provides: rpc
// needs: rpc-receive durable-object-state
// An event into a Durable Object: {object: {class, id, name}, fresh} and a request, or {path, args, from} of a call.
(platform) => {
  'use strict';
  const { internals, enter } = platform;
  const { then } = platform.promise;
  const noCalls =
    'The receiving Durable Object does not support RPC, because its class was not declared with `extends DurableObject`. ' +
    'In order to enable RPC, make sure your class extends the special class `DurableObject`, which can be imported from the ' +
    'module "cloudflare:workers".';

  return (event, record) => {
    const fail = (reason) => {
      enter(event);
      internals.writeException(event, 'handler', reason);
    };
    internals.inObject(event, record, fail, (object) => {
      if (record.path !== undefined) {
        if (!internals.isRpcReceiver(object)) throw new TypeError(noCalls);
        return internals.receiveCall(event, object, record);
      }
      if (typeof object.fetch !== 'function') throw new Error('Handler does not export a fetch() function.');
      const result = object.fetch(internals.requestFrom(record));
      if (typeof result?.then !== 'function') return platform.respond(event, result, false);
      then(platform.promise.resolve(result), (value) => platform.respond(event, value, true), fail);
    });
  };
}
