// requests: GET /80, GET /20
// logs: /80 in | /20 in | /20 out | /80 out
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    console.log(path, "in");
    await fetch("https://origin/?ms=" + path.slice(1));
    console.log(path, "out");
    return new Response(path);
  },
};
