// requests: GET /a
// logs: map 1 | map 2 | sum 6
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    const doubled = [1, 2].map((n) => { console.log("map", n); return n * 2; });
    console.log("sum", doubled.reduce((sum, n) => sum + n, 0));
    return new Response(path);
  },
};
