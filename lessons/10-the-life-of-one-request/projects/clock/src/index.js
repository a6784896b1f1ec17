export default {
  async fetch(request, env, ctx) {
    const a = Date.now();
    spin(200);
    const b = Date.now();
    await fetch('https://origin/?ms=30');
    const c = Date.now();
    return new Response(`${b - a} ${c - b}`);
  },
};
