export default {
  async fetch(request) {
    return new Response('a page: ' + new URL(request.url).pathname);
  },
};
