// requests: GET /a
// logs: 1 | 2 | 3
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    function* inner() { yield 1; yield 2; }
    function* outer() { yield* inner(); yield 3; }
    for (const n of outer()) console.log(n);
    return new Response(path);
  },
};
