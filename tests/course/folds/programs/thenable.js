// requests: GET /a
// logs: sync | then called | other | got 7
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    const thenable = { then(resolve) { console.log("then called"); resolve(7); } };
    const one = (async () => { console.log("got", await thenable); })();
    const two = Promise.resolve().then(() => console.log("other"));
    console.log("sync");
    await Promise.all([one, two]);
    return new Response(path);
  },
};
