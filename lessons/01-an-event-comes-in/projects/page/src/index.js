export default {
  async fetch(request, env, ctx) {
    return new Response('<h1>Hi</h1>', {
      headers: { 'content-type': 'text/html;charset=utf-8' },
    });
  },
};
