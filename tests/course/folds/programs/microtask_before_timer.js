// requests: GET /a
// logs: sync | micro | timer
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    setTimeout(() => console.log("timer"), 0);
    queueMicrotask(() => console.log("micro"));
    console.log("sync");
    await new Promise((resolve) => setTimeout(resolve, 1));
    return new Response(path);
  },
};
