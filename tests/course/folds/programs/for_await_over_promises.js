// requests: GET /a
// logs: 1 | 2
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    for await (const n of [Promise.resolve(1), 2]) {
      console.log(n);
    }
    return new Response(path);
  },
};
