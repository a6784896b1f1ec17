async function part(name) {
  await fetch('https://origin/?ms=100');
  spin(6);
  return name;
}

export default {
  async fetch(request, env, ctx) {
    const parts = await Promise.all([part('left'), part('right')]);
    return new Response(parts.join(' '));
  },
};
