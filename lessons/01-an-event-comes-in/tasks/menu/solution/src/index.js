const dishes = ['soup', 'fish', 'pears'];

export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    if (url.pathname !== '/') {
      return new Response('Not on the menu', { status: 404 });
    }
    const page = '<h1>Menu</h1><p>' + dishes.join(', ') + '</p>';
    return new Response(page, {
      headers: { 'content-type': 'text/html;charset=utf-8' },
    });
  },
};
