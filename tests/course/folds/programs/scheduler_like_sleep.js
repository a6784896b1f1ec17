// requests: GET /a
// logs: a 10 | b 10 | a 20
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    const began = Date.now();
    const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    const a = (async () => { await sleep(10); console.log("a", Date.now() - began); await sleep(10); console.log("a", Date.now() - began); })();
    const b = (async () => { await sleep(10); console.log("b", Date.now() - began); })();
    await Promise.all([a, b]);
    return new Response(path);
  },
};
