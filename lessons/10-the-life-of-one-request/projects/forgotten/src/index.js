let arrived = 0;

async function report(path) {
  await fetch('https://log.example/?ms=100&line=' + path);
  arrived += 1;
}

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === '/arrived') {
      return new Response(String(arrived));
    }
    report(pathname);
    return new Response('done');
  },
};
