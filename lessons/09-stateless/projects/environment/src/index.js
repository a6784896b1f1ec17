export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === '/debug') {
      env.MODE = 'debug';
    }
    return new Response('mode: ' + env.MODE);
  },
};
