export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === '/wait') {
      await fetch('https://origin/?ms=5000');
    }
    if (pathname === '/work') {
      spin(50);
    }
    return new Response('done');
  },
};
