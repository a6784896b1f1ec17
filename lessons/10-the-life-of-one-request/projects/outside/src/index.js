const id = crypto.randomUUID();

export default {
  async fetch(request, env, ctx) {
    return new Response('isolate ' + id);
  },
};
