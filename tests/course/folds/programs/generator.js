// requests: GET /a
// logs: g start | 1 | g middle | 2 | g end
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    function* steps() { console.log("g start"); yield 1; console.log("g middle"); yield 2; console.log("g end"); }
    for (const n of steps()) console.log(n);
    return new Response(path);
  },
};
