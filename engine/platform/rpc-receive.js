// deferred: receiveCall
// needs: rpc-stub entrypoints
//
// A call from elsewhere arrives as an event: receiveCall(event, receiver, {path, args, from}, lead) follows the path into
// the receiver, calls what is there (or reads it, when args is null) and hands the result back as text: {value: text}.
// lead: for a Worker whose entrypoint is a plain object, what its methods get after their argument: [env, ctx].
(platform) => {
  'use strict';
  const { internals, promise, write, enter } = platform;
  const { then, resolve } = promise;
  const { apply, get: getMember, getPrototypeOf, getOwnPropertyDescriptor } = Reflect;
  const { hasOwn } = Object;
  const { stringify } = JSON;

  // Of an RpcTarget, WorkerEntrypoint or DurableObject only what its classes define, not what the instance holds.
  const memberOf = (holder, name) => {
    if (internals.remoteState(holder) !== undefined) return holder[name];
    if (internals.isRpcReceiver(holder)) {
      for (let prototype = getPrototypeOf(holder); getPrototypeOf(prototype) !== Object.prototype; prototype = getPrototypeOf(prototype)) {
        if (name !== 'constructor' && getOwnPropertyDescriptor(prototype, name) !== undefined) {
          return getMember(prototype, name, holder);
        }
      }
    } else if (holder !== null && typeof holder === 'object' && hasOwn(holder, name)) return holder[name];
    throw internals.notImplemented(name);
  };

  return (event, receiver, { path, args, from }, lead) => {
    const fail = (reason) => {
      enter(event);
      internals.writeException(event, 'handler', reason);
    };
    const done = (text) => {
      enter(event);
      write(23, event, stringify({ value: text }));
    };
    const answer = (value) => {
      enter(event);
      try {
        const text = internals.serialize(value, internals.exportObject);
        if (typeof text === 'string') done(text);
        else then(text, done, fail);
      } catch (error) {
        fail(error);
      }
    };
    try {
      let holder;
      let member = receiver;
      for (const name of path) [holder, member] = [member, memberOf(member, name)];
      if (args === null) {
        const isMethod = typeof member === 'function' && holder !== undefined && internals.remoteState(member) === undefined;
        return then(resolve(isMethod ? member.bind(holder) : member), answer, fail);
      }
      if (typeof member !== 'function') throw new TypeError(`"${path.at(-1) ?? ''}" is not a function.`);
      const values = internals.deserialize(args, from);
      const result = apply(member, holder, lead === undefined ? values : [values[0], ...lead]);
      then(resolve(result), answer, fail);
    } catch (error) {
      fail(error);
    }
  };
}
