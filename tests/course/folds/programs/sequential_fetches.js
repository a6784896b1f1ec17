// requests: GET /a
// logs: 1 | 2 | 200 ms
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    const began = Date.now();
    await fetch("https://origin/?ms=100");
    console.log(1);
    await fetch("https://origin/?ms=100");
    console.log(2);
    console.log(Date.now() - began, "ms");
    return new Response(path);
  },
};
