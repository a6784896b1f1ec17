export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === '/slow') {
      spin(400);
    }
    return new Response(pathname + ' is done');
  },
};
