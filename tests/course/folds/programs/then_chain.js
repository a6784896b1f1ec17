// requests: GET /a
// logs: sync | one | two | three
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    const chain = Promise.resolve(1)
      .then(() => console.log("one"))
      .then(() => console.log("two"))
      .then(() => console.log("three"));
    console.log("sync");
    await chain;
    return new Response(path);
  },
};
