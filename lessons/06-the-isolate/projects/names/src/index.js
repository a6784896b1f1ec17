const standards = ['URL', 'fetch', 'crypto', 'caches'];
const others = ['window', 'document', 'localStorage', 'require'];

export default {
  async fetch() {
    const names = [...standards, ...others];
    const missing = names.filter((name) => !(name in globalThis));
    return new Response(missing.join(' '));
  },
};
