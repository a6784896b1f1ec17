let served = 0;

export default {
  async fetch(request) {
    served += 1;
    const mine = served;
    const { pathname } = new URL(request.url);
    if (pathname === '/photo') {
      const photo = new Uint8Array(30 * 62_500); // stands for 30 MB
      await scheduler.wait(100);
      return new Response(`${mine}: a photo of ${photo.length} bytes`);
    }
    return new Response(`${mine}: small`);
  },
};
