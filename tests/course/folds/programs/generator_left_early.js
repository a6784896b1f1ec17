// requests: GET /a
// logs: 1 | cleanup | out
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    function* steps() { try { yield 1; yield 2; } finally { console.log("cleanup"); } }
    for (const n of steps()) { console.log(n); break; }
    console.log("out");
    return new Response(path);
  },
};
