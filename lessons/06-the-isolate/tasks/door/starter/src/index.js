export default {
  async fetch(request, env) {
    const name = new URL(request.url).searchParams.get('name');
    return new Response(globalThis.greet(name));
  },
};
