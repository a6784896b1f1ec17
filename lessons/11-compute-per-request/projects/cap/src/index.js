export default {
  async fetch(request, env, ctx) {
    const { searchParams } = new URL(request.url);
    spin(Number(searchParams.get('ms')));
    return new Response('drawn');
  },
};
