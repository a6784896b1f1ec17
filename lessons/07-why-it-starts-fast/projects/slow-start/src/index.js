spin(250);

export default {
  async fetch() {
    await fetch('https://origin/?ms=40');
    return new Response('ready');
  },
};
