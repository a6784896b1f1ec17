let count = 0;

export default {
  async fetch(request, env, ctx) {
    const before = count;
    await fetch('https://origin/?ms=50');
    count = before + 1;
    return new Response(String(count));
  },
};
