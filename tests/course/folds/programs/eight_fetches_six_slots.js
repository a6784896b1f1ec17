// requests: GET /a
// logs: 200 ms
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    const began = Date.now();
    await Promise.all(Array.from({ length: 8 }, () => fetch("https://origin/?ms=100")));
    console.log(Date.now() - began, "ms");
    return new Response(path);
  },
};
