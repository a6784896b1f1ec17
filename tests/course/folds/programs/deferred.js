// requests: GET /a
// logs: waiting | resolved later | got it
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    let resolve;
    const promise = new Promise((set) => { resolve = set; });
    setTimeout(() => { console.log("resolved later"); resolve("it"); }, 5);
    console.log("waiting");
    console.log("got", await promise);
    return new Response(path);
  },
};
