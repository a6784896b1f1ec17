// requests: GET /a
// logs: outer | inner | innermost
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    await new Promise((resolve) => {
      setTimeout(() => {
        console.log("outer");
        setTimeout(() => {
          console.log("inner");
          setTimeout(() => { console.log("innermost"); resolve(); }, 1);
        }, 1);
      }, 1);
    });
    return new Response(path);
  },
};
