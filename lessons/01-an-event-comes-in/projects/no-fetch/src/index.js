export default {
  async scheduled(controller, env, ctx) {
    console.log('the clock called:', controller.cron);
  },
};
