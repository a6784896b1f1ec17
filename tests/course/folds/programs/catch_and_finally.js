// requests: GET /a
// logs: caught no | finally
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    await Promise.reject(new Error("no"))
      .catch((error) => console.log("caught", error.message))
      .finally(() => console.log("finally"));
    return new Response(path);
  },
};
