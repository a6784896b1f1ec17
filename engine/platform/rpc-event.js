// deferred: rpcEvent
// provides: rpc cloudflare:workers
// mentioned by: exports
// needs: entrypoints rpc-receive
// The event of a call through a service binding: {entrypoint, props, path, args, from}.
(platform) => {
  'use strict';
  const { internals } = platform;
  return (event, record) => {
    try {
      const context = internals.makeContext(event, record.props);
      const entry = platform.entryOf(context, record.entrypoint);
      const lead = internals.isRpcReceiver(entry) ? undefined : [platform.environment, context];
      internals.receiveCall(event, entry, record, lead);
    } catch (error) {
      internals.writeException(event, 'handler', error);
    }
  };
}
