// binding: service
// needs: service-stub
(platform) => {
  'use strict';
  const { internals } = platform;
  internals.bindings ??= Object.create(null);
  internals.bindings.service = (specification) => internals.serviceStub(specification);
}
