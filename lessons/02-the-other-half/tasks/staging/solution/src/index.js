export default {
  async fetch(request, env) {
    const kept = await env.CACHE?.get('greeting');
    const cache = kept === undefined ? 'no cache' : 'cache';
    return new Response(`${env.API} ${cache}`);
  },
};
