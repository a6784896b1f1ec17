export default {
  async fetch(request, env, ctx) {
    const { searchParams } = new URL(request.url);
    await fetch('https://origin/?ms=' + searchParams.get('ms'));
    return new Response('answered');
  },
};
