export default {
  async fetch(request, env, ctx) {
    const start = Date.now();
    spin(70);
    const first = Date.now() - start;
    await fetch('https://origin/?ms=40');
    spin(70);
    const all = Date.now() - start;
    return new Response(`${first} ${all}`);
  },
};
