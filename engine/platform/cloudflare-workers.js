// provides: cloudflare:workers
// needs: platform-modules entrypoints rpc-stub context-exports
// spec: https://developers.cloudflare.com/workers/runtime-apis/bindings/#importing-env-as-a-global
(platform) => {
  'use strict';
  const { internals, promise } = platform;
  const { ownKeys, apply } = Reflect;
  const NativeProxy = Proxy;

  // An object that reads through to what `current` gives: the same in every module, and changed by withEnv.
  const view = (current) =>
    new NativeProxy(
      {},
      {
        get: (_, key) => current()[key],
        has: (_, key) => key in current(),
        set: (_, key, value) => {
          current()[key] = value;
          return true;
        },
        deleteProperty: (_, key) => delete current()[key],
        ownKeys: () => ownKeys(current()),
        getOwnPropertyDescriptor: (_, key) => {
          const found = Object.getOwnPropertyDescriptor(current(), key);
          return found && { ...found, configurable: true };
        },
      },
    );

  // What withEnv and withExports put in their place, by event, until the promise of their callback settles. (The real
  // runtime follows the async context; here other code of the same event sees the replacement for as long, too.)
  const replaced = { env: new Map(), exports: new Map() };
  const replace = (kind, value, callback) => {
    const event = platform.event();
    const values = replaced[kind];
    const before = values.get(event);
    values.set(event, value);
    const restore = () => {
      if (before === undefined) values.delete(event);
      else values.set(event, before);
    };
    let result;
    try {
      result = callback();
    } catch (error) {
      restore();
      throw error;
    }
    if (typeof result?.then !== 'function') {
      restore();
      return result;
    }
    return promise.then(
      promise.resolve(result),
      (given) => {
        restore();
        return given;
      },
      (reason) => {
        restore();
        throw reason;
      },
    );
  };
  const env = view(() => replaced.env.get(platform.event()) ?? platform.environment);
  const exports = view(() => replaced.exports.get(platform.event()) ?? internals.contextExports());

  const { RpcPromise, RpcProperty, RpcStub } = internals.rpcClasses;
  class ServiceStub {
    constructor() {
      throw new TypeError('Illegal constructor');
    }
  }
  internals.provideModule('cloudflare:workers', {
    ...internals.entrypointClasses,
    RpcPromise,
    RpcProperty,
    RpcStub,
    ServiceStub,
    env,
    exports,
    cache: undefined,
    tracing: undefined,
    abortIsolate(reason) {
      throw new Error(`abortIsolate() is not available in this engine.${reason === undefined ? '' : ` (${reason})`}`);
    },
    restore() {
      throw new Error('restore() is not available in this engine.');
    },
    waitUntil(task) {
      platform.requireEvent();
      internals.addTask(platform.event(), task);
    },
    withEnv: (value, callback) => replace('env', value, () => apply(callback, undefined, [])),
    withExports: (value, callback) => replace('exports', value, () => apply(callback, undefined, [])),
    withEnvAndExports: (value, others, callback) =>
      replace('env', value, () => replace('exports', others, () => apply(callback, undefined, []))),
  });
}
