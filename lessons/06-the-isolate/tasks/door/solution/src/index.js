export default {
  async fetch(request, env) {
    return env.GREETER.fetch(request);
  },
};
