// requests: GET /a
// logs: end
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    const timer = setTimeout(() => console.log("never"), 5);
    clearTimeout(timer);
    await new Promise((resolve) => setTimeout(resolve, 10));
    console.log("end");
    return new Response(path);
  },
};
