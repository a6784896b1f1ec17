export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    const lines = [
      'request: ' + request.method + ' ' + url.pathname,
      'env: GREETING is ' + env.GREETING,
      'ctx: waitUntil is a ' + typeof ctx.waitUntil,
    ];
    return new Response(lines.join('\n'));
  },
};
