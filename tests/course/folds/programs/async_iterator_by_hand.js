// requests: GET /a
// logs: next | got 1 | next | end
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    const source = {
      n: 0,
      [Symbol.asyncIterator]() { return this; },
      async next() { console.log("next"); this.n += 1; return { value: this.n, done: this.n > 1 }; },
    };
    for await (const n of source) console.log("got", n);
    console.log("end");
    return new Response(path);
  },
};
