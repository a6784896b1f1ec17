// requests: GET /a
// logs: x | y | x,y
export default {
  async fetch(request, env, ctx) {
    const path = new URL(request.url).pathname;
    const say = async (word) => { console.log(word); return word; };
    console.log([await say("x"), await say("y")].join());
    return new Response(path);
  },
};
