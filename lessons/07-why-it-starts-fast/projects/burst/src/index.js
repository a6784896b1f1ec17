export default {
  async fetch() {
    await fetch('https://origin/?ms=100');
    return new Response('done');
  },
};
