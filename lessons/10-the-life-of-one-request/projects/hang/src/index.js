export default {
  async fetch(request, env, ctx) {
    await new Promise((resolve) => {});
    return new Response('done');
  },
};
