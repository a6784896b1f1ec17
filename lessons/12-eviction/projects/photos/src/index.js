let served = 0;

export default {
  async fetch(request) {
    served += 1;
    const mine = served;
    const { pathname } = new URL(request.url);
    if (pathname === '/photo') {
      // stands for 30 MB
      const photo = new Uint8Array(30 * 62_500);
      await scheduler.wait(100);
      return new Response(`${mine}: a photo of ${photo.length} bytes`);
    }
    return new Response(`${mine}: small`);
  },
};
