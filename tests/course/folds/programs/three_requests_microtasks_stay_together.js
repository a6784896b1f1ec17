// requests: GET /a, GET /b, GET /c
// logs: /a 1 | /a 2 | /b 1 | /b 2 | /c 1 | /c 2
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    await null;
    console.log(path, 1);
    await null;
    console.log(path, 2);
    return new Response(path);
  },
};
