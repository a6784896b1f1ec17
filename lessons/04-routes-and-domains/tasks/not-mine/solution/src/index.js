export default {
  async fetch(request) {
    return new Response('mine: ' + new URL(request.url).hostname);
  },
};
