// needs: service-stub
// mentioned by: exports
// spec: https://developers.cloudflare.com/workers/runtime-apis/context/#exports
//
// ctx.exports: a binding to each of the Worker's own exports, made when first asked for.
(platform) => {
  'use strict';
  const { internals } = platform;
  let made;
  internals.contextExports = () => {
    if (platform.exported === undefined) return {};
    if (made === undefined) {
      made = {};
      for (const entrypoint in platform.exported) {
        const maker = internals.isDurableObjectClass?.(platform.exported[entrypoint]) ? internals.loopbackNamespace : undefined;
        made[entrypoint] = (maker ?? internals.serviceStub)({ service: '', entrypoint, props: {} });
      }
    }
    return made;
  };
}
