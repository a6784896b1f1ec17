// requests: GET /a
// logs: a1 | b1 | a2 | b2
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    const a = Promise.resolve().then(() => console.log("a1")).then(() => console.log("a2"));
    const b = Promise.resolve().then(() => console.log("b1")).then(() => console.log("b2"));
    await Promise.all([a, b]);
    return new Response(path);
  },
};
