let active = 0;
let peak = 0;

export default {
  async fetch(request, env, ctx) {
    active += 1;
    peak = Math.max(peak, active);
    await fetch('https://origin/?ms=200');
    active -= 1;
    return new Response('peak ' + peak);
  },
};
