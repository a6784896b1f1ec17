export default {
  async fetch(request, env) {
    return new Response(Object.keys(env).join(' '));
  },
};
