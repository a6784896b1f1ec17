const names = ['URL', 'fetch', 'crypto', 'caches', 'window', 'document', 'localStorage', 'require'];

export default {
  async fetch() {
    const missing = names.filter((name) => globalThis[name] === undefined);
    return new Response(missing.join(' '));
  },
};
