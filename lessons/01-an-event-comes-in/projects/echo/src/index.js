export default {
  async fetch(request, env, ctx) {
    const u = new URL(request.url);
    return new Response(request.method + ' ' + u.pathname + u.search);
  },
};
