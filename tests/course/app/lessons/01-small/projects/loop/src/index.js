export default {
  async fetch(request) {
    await fetch('https://origin/?ms=100');
    console.log('done', request.url);
    return new Response('after 100 ms');
  },
};
