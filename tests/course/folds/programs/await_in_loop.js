// requests: GET /a
// logs: 0 at 0 | 1 at 10 | 2 at 20
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    const began = Date.now();
    for (let i = 0; i < 3; i++) {
      console.log(i, "at", Date.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return new Response(path);
  },
};
