let saved;

export default {
  async fetch(request, env, ctx) {
    if (!saved) {
      saved = await fetch('https://origin/?ms=20&body=tea');
      return new Response('saved it');
    }
    return new Response(await saved.text());
  },
};
