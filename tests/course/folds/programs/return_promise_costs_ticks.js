// requests: GET /a
// logs: 1 | 2 | returned | 3
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    const slow = (async () => Promise.resolve())().then(() => console.log("returned"));
    const count = Promise.resolve()
      .then(() => console.log(1)).then(() => console.log(2)).then(() => console.log(3));
    await Promise.all([slow, count]);
    return new Response(path);
  },
};
