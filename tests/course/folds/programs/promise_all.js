// requests: GET /a
// logs: b | a | all 1,2
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    const wait = (ms, name, value) => new Promise((resolve) => setTimeout(() => { console.log(name); resolve(value); }, ms));
    const all = await Promise.all([wait(20, "a", 1), wait(10, "b", 2)]);
    console.log("all " + all);
    return new Response(path);
  },
};
