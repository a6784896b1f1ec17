let count = 0;

export default {
  async fetch(request, env, ctx) {
    count += 1;
    return new Response('visit ' + count);
  },
};
