// requests: GET /a
// logs: sync | m1 | m2 | nested
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    queueMicrotask(() => { console.log("m1"); queueMicrotask(() => console.log("nested")); });
    queueMicrotask(() => console.log("m2"));
    console.log("sync");
    await null;
    await null;
    return new Response(path);
  },
};
