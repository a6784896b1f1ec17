// requests: GET /a
// logs: b | a | 100 ms
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    const began = Date.now();
    const get = async (name, ms) => { await fetch("https://origin/?ms=" + ms); console.log(name); };
    await Promise.all([get("a", 100), get("b", 50)]);
    console.log(Date.now() - began, "ms");
    return new Response(path);
  },
};
