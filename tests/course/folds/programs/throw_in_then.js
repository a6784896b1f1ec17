// requests: GET /a
// logs: caught boom | goes on
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    await Promise.resolve().then(() => { throw new Error("boom"); }).catch((error) => console.log("caught", error.message));
    console.log("goes on");
    return new Response(path);
  },
};
