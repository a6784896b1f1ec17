// provides: self ServiceWorkerGlobalScope WorkerGlobalScope globalThis
// needs: interface
// spec: https://html.spec.whatwg.org/multipage/workers.html#the-workerglobalscope-common-interface
(platform) => {
  'use strict';
  const { exposeInterface } = platform.internals;
  const global = globalThis;

  class WorkerGlobalScope {
    constructor() {
      throw new TypeError('Illegal constructor');
    }
  }
  class ServiceWorkerGlobalScope extends WorkerGlobalScope {}
  exposeInterface(WorkerGlobalScope);
  exposeInterface(ServiceWorkerGlobalScope);
  delete global[Symbol.toStringTag]; // the engine's own 'global'
  Object.setPrototypeOf(global, ServiceWorkerGlobalScope.prototype);
  platform.expose('self', global);
}
