// provides: Proxy
// spec: https://tc39.es/ecma262/#sec-proxy-objects
//
// A proxy cannot be told from its target in JavaScript; console.log has to, so targets are remembered here.
(platform) => {
  'use strict';
  const NativeProxy = Proxy;
  const { construct, apply } = Reflect;
  const targets = new WeakMap();
  const { get, set } = WeakMap.prototype;

  const remembering = new NativeProxy(NativeProxy, {
    __proto__: null,
    construct(type, values, newTarget) {
      const made = construct(type, values, newTarget);
      apply(set, targets, [made, values[0]]);
      return made;
    },
  });
  const { revocable } = NativeProxy;
  const method = {
    revocable(target, handler) {
      const made = apply(revocable, NativeProxy, [target, handler]);
      apply(set, targets, [made.proxy, target]);
      return made;
    },
  };
  Object.defineProperty(NativeProxy, 'revocable', { value: method.revocable, writable: true, configurable: true });
  platform.internals.proxyTarget = (value) => apply(get, targets, [value]);
  platform.expose('Proxy', remembering);
}
