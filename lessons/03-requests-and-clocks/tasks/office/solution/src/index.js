export default {
  async fetch() {
    return new Response('The office is open');
  },
  async scheduled(controller) {
    console.log('work for', controller.cron);
  },
};
