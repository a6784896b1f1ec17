export default {
  async fetch(request) {
    const { hostname } = new URL(request.url);
    if (hostname.startsWith('shop.')) return new Response('cart');
    if (hostname.startsWith('blog.')) return new Response('posts');
    return new Response('not here', { status: 404 });
  },
};
