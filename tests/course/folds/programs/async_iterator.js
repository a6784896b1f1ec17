// requests: GET /a
// logs: 0 | 1 | 2 | done
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    async function* numbers() { for (let i = 0; i < 3; i++) { await null; yield i; } }
    for await (const n of numbers()) console.log(n);
    console.log("done");
    return new Response(path);
  },
};
