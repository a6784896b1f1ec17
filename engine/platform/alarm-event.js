// deferred: alarmEvent
// provides: rpc
// needs: durable-object-state
// The alarm of a Durable Object rings: {object, fresh, scheduledTime, retryCount}.
// https://developers.cloudflare.com/durable-objects/api/alarms/
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
    internals.inObject(event, record, fail, (object) => {
      const { scheduledTime, retryCount } = record;
      then(resolve(object.alarm({ scheduledTime, retryCount, isRetry: retryCount > 0 })), finish, fail);
    });
  };
}
