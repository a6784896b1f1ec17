// requests: GET /a
// logs: second
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    console.log(await Promise.any([Promise.reject(new Error("first")), Promise.resolve("second")]));
    return new Response(path);
  },
};
