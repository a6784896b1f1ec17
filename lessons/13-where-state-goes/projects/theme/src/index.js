export default {
  async fetch(request, env) {
    const key = new URL(request.url).pathname.slice(1);
    if (request.method === 'PUT') {
      await env.SETTINGS.put(key, await request.text());
      return new Response(key + ' is written');
    }
    const value = await env.SETTINGS.get(key);
    return new Response(key + ' is ' + value);
  },
};
