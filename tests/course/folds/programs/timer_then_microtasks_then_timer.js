// requests: GET /a
// logs: t1 | m of t1 | t2
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    setTimeout(() => { console.log("t1"); queueMicrotask(() => console.log("m of t1")); }, 1);
    setTimeout(() => console.log("t2"), 1);
    await new Promise((resolve) => setTimeout(resolve, 2));
    return new Response(path);
  },
};
