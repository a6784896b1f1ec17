export default {
  async fetch() {
    globalThis.secret = 'tea at four';
    return new Response(globalThis.secret);
  },
};
