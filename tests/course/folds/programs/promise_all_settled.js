// requests: GET /a
// logs: fulfilled | rejected
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    const results = await Promise.allSettled([Promise.resolve(1), Promise.reject(new Error("no"))]);
    for (const result of results) console.log(result.status);
    return new Response(path);
  },
};
