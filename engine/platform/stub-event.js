// deferred: stubEvent
// provides: rpc cloudflare:workers
// mentioned by: exports
// needs: rpc-receive
// The event of a call to a function or RpcTarget of this isolate that was handed out: {stub, path, args, from}.
(platform) => {
  'use strict';
  const { internals } = platform;
  return (event, record) => internals.receiveCall(event, internals.exportedObject(record.stub), record);
}
