let served = 0;

export default {
  async fetch(request) {
    served += 1;
    const mine = served;
    const { searchParams } = new URL(request.url);
    await scheduler.wait(Number(searchParams.get('wait') ?? 10));
    return new Response(`version 2 served ${mine}`);
  },
};
