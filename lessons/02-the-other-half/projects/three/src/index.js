export default {
  async fetch(request, env) {
    return new Response(`API is ${env.API}`);
  },
  async scheduled(controller, env) {
    console.log('hourly work with', env.API);
  },
};
