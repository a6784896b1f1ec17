// requests: GET /a, GET /b
// logs: /a sees 1 | /b sees 2 | /a later 2 | /b later 2
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    globalThis.count = (globalThis.count ?? 0) + 1;
    console.log(path, "sees", globalThis.count);
    await fetch("https://origin/?ms=10");
    console.log(path, "later", globalThis.count);
    return new Response(path);
  },
};
