// requests: GET /a
// logs: down 2 | down 1 | down 0 | up 0 | up 1 | up 2
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    const dive = (n) => { console.log("down", n); if (n) dive(n - 1); console.log("up", n); };
    dive(2);
    return new Response(path);
  },
};
