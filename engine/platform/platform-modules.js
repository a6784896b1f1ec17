// What `import … from "cloudflare:…"` gives: each file of such a module leaves its namespace in internals.modules, under
// its specifier, and says `provides: SPECIFIER`.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { create, defineProperty } = Object;

  internals.modules = create(null);
  // namespace: an object whose members are the exports.
  internals.provideModule = (specifier, members) => {
    const namespace = create(null);
    for (const name of Object.keys(members).sort()) defineProperty(namespace, name, { value: members[name], enumerable: true, writable: true });
    defineProperty(namespace, Symbol.toStringTag, { value: 'Module' });
    internals.modules[specifier] = Object.preventExtensions(namespace);
  };
  internals.platformModule = (specifier) => {
    const namespace = internals.modules[specifier];
    if (namespace !== undefined) return namespace;
    if (specifier === 'cloudflare:email') {
      throw new Error('No such module "cloudflare-internal:email".\n  imported from "cloudflare:email"');
    }
    throw new Error(`No such module "${specifier}".`);
  };
}
