// Costs 0.2 ms of CPU time: spin stands for the work.
function plain(name) {
  spin(0.2);
  return name.trim().toLowerCase();
}

export default {
  async fetch(request, env, ctx) {
    const names = (await request.text()).split(',');
    const twice = [];
    const seen = new Set();
    for (const name of names) {
      const guest = plain(name);
      if (seen.has(guest)) twice.push(guest);
      seen.add(guest);
    }
    return new Response(twice.join(' '));
  },
};
