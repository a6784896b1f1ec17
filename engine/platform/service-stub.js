// needs: rpc-stub fetcher fetch-request
// spec: https://developers.cloudflare.com/workers/runtime-apis/bindings/service-bindings/
//
// A binding to a Worker: {service: its name ("" for this Worker itself), entrypoint: the export ("" for default), props}.
(platform) => {
  'use strict';
  const { internals } = platform;

  internals.serviceStub = ({ service, entrypoint, props }) => {
    const label = entrypoint === '' || entrypoint === 'default' ? service : `${service}#${entrypoint}`;
    const to = { service, entrypoint, props };
    const target = internals.newFetcher({ operation: 'worker.fetch', details: to });
    const send = (path, args) =>
      platform.operation('worker.call', `${label}.${path.join('.')}`, { ...to, path, args }, internals.received);
    return internals.remoteObject(target, send, () => ['service', to]);
  };
}
