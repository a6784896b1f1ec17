// requests: GET /a
// logs: open | one | two | three
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    let open;
    const gate = new Promise((resolve) => { open = resolve; });
    const waiters = ["one", "two", "three"].map(async (name) => { await gate; console.log(name); });
    console.log("open");
    open();
    await Promise.all(waiters);
    return new Response(path);
  },
};
