export default {
  async fetch(request) {
    const name = 'nobody';
    return new Response('Hi ' + name);
  },
};
