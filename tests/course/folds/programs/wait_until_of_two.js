// requests: GET /a, GET /b
// logs: /a answers | /b answers | /a after | /b after
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    ctx.waitUntil(new Promise((resolve) => setTimeout(resolve, 5)).then(() => console.log(path, "after")));
    console.log(path, "answers");
    return new Response(path);
  },
};
