export default {
  async fetch(request) {
    const { hostname, pathname } = new URL(request.url);
    if (hostname === 'cafe.example') return cafe(pathname);
    if (hostname === 'news.example.com') {
      return new Response('news of today');
    }
    return new Response(`nobody at ${hostname}`, { status: 404 });
  },
};

function cafe(pathname) {
  if (pathname === '/menu') return new Response('tea, cake');
  return new Response('<h1>The café</h1>', {
    headers: { 'content-type': 'text/html;charset=utf-8' },
  });
}
