// deferred: newFetcher
// needs: interface
// mentioned by: fetcher console
(platform) => {
  'use strict';
  const { internals } = platform;
  const { defineProperty } = Object;
  const routes = new WeakMap(); // fetcher → where its requests go (fetch-request.js), or null for the outside

  class Fetcher {
    fetch(...input) {
      const fetcher = internals.remoteState?.(this)?.target ?? this;
      if (!routes.has(fetcher)) internals.refuse('this');
      return internals.fetch(input, routes.get(fetcher) ?? undefined);
    }

    connect() {
      throw new Error('connect() is not part of this engine: its network carries HTTP only. Try it with `npx wrangler dev`.');
    }
  }
  internals.exposeInterface(Fetcher);
  const illegal = () => {
    throw new TypeError('Illegal constructor');
  };
  const type = new Proxy(Fetcher, { apply: illegal, construct: illegal });
  defineProperty(Fetcher.prototype, 'constructor', { value: type, enumerable: false });
  platform.expose('Fetcher', type);
  return (via) => {
    const fetcher = new Fetcher();
    routes.set(fetcher, via ?? null);
    return fetcher;
  };
}
