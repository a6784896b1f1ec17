// Costs 0.2 ms of CPU time: spin stands for the work.
function plain(name) {
  spin(0.2);
  return name.trim().toLowerCase();
}

export default {
  async fetch(request, env, ctx) {
    const names = (await request.text()).split(',');
    const twice = [];
    for (let i = 0; i < names.length; i++) {
      for (let j = 0; j < i; j++) {
        const a = plain(names[i]);
        const b = plain(names[j]);
        if (a === b) twice.push(a);
      }
    }
    return new Response(twice.join(' '));
  },
};
