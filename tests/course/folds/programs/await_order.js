// requests: GET /a
// logs: start | sync end | after await
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    console.log("start");
    const later = (async () => { await null; console.log("after await"); })();
    console.log("sync end");
    await later;
    return new Response(path);
  },
};
