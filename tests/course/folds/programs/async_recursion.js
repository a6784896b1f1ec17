// requests: GET /a
// logs: 2 | 1 | 0 | back 0 | back 1 | back 2
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    async function dive(n) { console.log(n); if (n) { await null; await dive(n - 1); } console.log("back", n); }
    await dive(2);
    return new Response(path);
  },
};
