// requests: GET /a
// logs: 5 | 10 | 20
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    setTimeout(() => console.log("20"), 20);
    setTimeout(() => console.log("5"), 5);
    setTimeout(() => console.log("10"), 10);
    await new Promise((resolve) => setTimeout(resolve, 30));
    return new Response(path);
  },
};
