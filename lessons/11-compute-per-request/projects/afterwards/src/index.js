async function count() {
  await fetch('https://log.example/?ms=100');
  spin(50);
  console.log('counted');
}

export default {
  async fetch(request, env, ctx) {
    ctx.waitUntil(count());
    return new Response('done');
  },
};
