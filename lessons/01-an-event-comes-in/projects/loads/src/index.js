let loads = 0;
let calls = 0;

loads += 1;

export default {
  async fetch(request, env, ctx) {
    calls += 1;
    return new Response(`${loads} ${calls}`);
  },
};
