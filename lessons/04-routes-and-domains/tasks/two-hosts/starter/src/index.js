export default {
  async fetch(request) {
    const { hostname } = new URL(request.url);
    return new Response('cart');
  },
};
