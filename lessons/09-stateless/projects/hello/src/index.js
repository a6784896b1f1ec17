let name;

export default {
  async fetch(request, env, ctx) {
    name = new URL(request.url).searchParams.get('name');
    await fetch('https://origin/?ms=80');
    return new Response('hello ' + name);
  },
};
