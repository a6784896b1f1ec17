// requests: GET /30, GET /20, GET /10
// logs: /30 in | /20 in | /10 in | /10 out | /20 out | /30 out
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    console.log(path, "in");
    await new Promise((resolve) => setTimeout(resolve, Number(path.slice(1))));
    console.log(path, "out");
    return new Response(path);
  },
};
