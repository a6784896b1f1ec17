// requests: GET /a
// logs: sent | status 200 | body read
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    const done = fetch("https://origin/?ms=20")
      .then((response) => { console.log("status", response.status); return response.text(); })
      .then(() => console.log("body read"));
    console.log("sent");
    await done;
    return new Response(path);
  },
};
