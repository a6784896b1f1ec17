export default {
  async fetch(request) {
    const name = new URL(request.url).pathname.slice(1);
    return new Response('Hi ' + name);
  },
};
