const arrived = [];

async function report(path) {
  await fetch('https://log.example/?ms=100&line=' + path);
  arrived.push(path);
}

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === '/arrived') {
      return new Response(arrived.join(' '));
    }
    const reporting = report(pathname);
    if (pathname === '/b') await reporting;
    if (pathname === '/c') ctx.waitUntil(reporting);
    return new Response('done');
  },
};
