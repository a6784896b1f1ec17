// requests: GET /a
// logs: asked 10 | 20
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    function* ask() { const answer = yield "question"; console.log("asked", answer); return answer * 2; }
    const it = ask();
    it.next();
    console.log(it.next(10).value);
    return new Response(path);
  },
};
