// spec: https://developers.cloudflare.com/workers/runtime-apis/bindings/service-bindings/rpc/
//
// The classes of cloudflare:workers that a Worker extends. Their instances are called from elsewhere by the methods of
// their prototypes only (rpc-receive.js).
(platform) => {
  'use strict';
  const { internals } = platform;
  const { defineProperty } = Object;

  class RpcTarget {}
  class WorkerEntrypoint {
    constructor(ctx, env) {
      this.ctx = ctx;
      this.env = env;
    }
  }
  class DurableObject {
    constructor(ctx, env) {
      this.ctx = ctx;
      this.env = env;
    }
  }
  class WorkflowEntrypoint {
    constructor() {
      throw new Error('Workflows are not part of this engine.');
    }
  }
  for (const Class of [RpcTarget, WorkerEntrypoint, DurableObject, WorkflowEntrypoint]) {
    defineProperty(Class.prototype, Symbol.toStringTag, { value: Class.name, configurable: true });
  }
  const extendsClass = (value, Class) => typeof value === 'function' && value.prototype instanceof Class;
  internals.entrypointClasses = { RpcTarget, WorkerEntrypoint, DurableObject, WorkflowEntrypoint };
  internals.isEntrypointClass = (value) => extendsClass(value, WorkerEntrypoint);
  internals.isDurableObjectClass = (value) => extendsClass(value, DurableObject);
  internals.isRpcTarget = (value) => value instanceof RpcTarget;
  // Whether only the methods of an object's classes can be called from elsewhere.
  internals.isRpcReceiver = (value) =>
    value instanceof RpcTarget || value instanceof WorkerEntrypoint || value instanceof DurableObject;
}
