// requests: GET /a
// logs: answering | after the response
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    ctx.waitUntil((async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      console.log("after the response");
    })());
    console.log("answering");
    return new Response(path);
  },
};
