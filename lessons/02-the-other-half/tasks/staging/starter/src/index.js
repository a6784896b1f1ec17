export default {
  async fetch(request, env) {
    const kept = await env.CACHE?.get('greeting');
    return new Response(`${env.API} ${kept === undefined ? 'no cache' : 'cache'}`);
  },
};
