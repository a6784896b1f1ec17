// requests: GET /a
// logs: answering
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    setTimeout(() => console.log("never printed"), 50);
    console.log("answering");
    return new Response(path);
  },
};
