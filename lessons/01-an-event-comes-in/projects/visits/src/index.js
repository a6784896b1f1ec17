let visits = 0;

export default {
  async fetch(request, env, ctx) {
    visits += 1;
    return new Response('visit ' + visits);
  },
};
