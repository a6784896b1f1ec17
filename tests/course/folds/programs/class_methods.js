// requests: GET /a
// logs: made | stepped 1 | stepped 2
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    class Counter {
      n = 0;
      constructor() { console.log("made"); }
      async step() { await null; this.n += 1; console.log("stepped", this.n); }
    }
    const counter = new Counter();
    await counter.step();
    await counter.step();
    return new Response(path);
  },
};
