export default {
  async scheduled(controller) {
    const time = new Date(controller.scheduledTime).toISOString();
    console.log(controller.cron, 'at', time);
  },
};
