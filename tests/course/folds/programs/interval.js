// requests: GET /a
// logs: tick 1 | tick 2 | tick 3
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    let n = 0;
    await new Promise((resolve) => {
      const interval = setInterval(() => {
        n += 1;
        console.log("tick", n);
        if (n === 3) { clearInterval(interval); resolve(); }
      }, 10);
    });
    return new Response(path);
  },
};
