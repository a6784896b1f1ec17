async function save(path) {
  await fetch('https://store.example/?ms=300&save=' + path);
  console.log('saved', path);
}

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    const saving = save(pathname);
    if (pathname === '/kept') {
      ctx.waitUntil(saving);
    }
    await saving;
    return new Response('done');
  },
};
