// provides: cloudflare:workers
// needs: platform-modules entrypoints rpc-stub context-exports
// spec: https://developers.cloudflare.com/workers/runtime-apis/bindings/#importing-env-as-a-global
(platform) => {
  'use strict';
  const { internals } = platform;
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

  // What withEnv and withExports put in their place, as far as the callback's asynchronous context reaches
  // (with-env.js, for Workers that name them).
  const replaced = () => internals.replacements?.getStore();
  const replace = (values, callback) =>
    internals.replacements.run({ ...replaced(), ...values }, () => apply(callback, undefined, []));
  const env = view(() => replaced()?.env ?? platform.environment);
  const exports = view(() => replaced()?.exports ?? internals.contextExports());

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
    withEnv: (env, callback) => replace({ env }, callback),
    withExports: (exports, callback) => replace({ exports }, callback),
    withEnvAndExports: (env, exports, callback) => replace({ env, exports }, callback),
  });
}
