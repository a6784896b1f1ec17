// requests: GET /a
// logs: fast won | slow came
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    const wait = (ms, name) => new Promise((resolve) => setTimeout(() => resolve(name), ms));
    const slow = wait(20, "slow").then((name) => console.log(name, "came"));
    console.log(await Promise.race([wait(20, "slow"), wait(5, "fast")]), "won");
    await slow;
    return new Response(path);
  },
};
