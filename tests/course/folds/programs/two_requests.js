// requests: GET /a, GET /b
// logs: /a in | /b in | /a out | /b out
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    console.log(path, "in");
    await fetch("https://origin/?ms=50");
    console.log(path, "out");
    return new Response(path);
  },
};
