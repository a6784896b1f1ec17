async function work(seconds) {
  await scheduler.wait(seconds * 1000);
  console.log(seconds + ' seconds of work: done');
}

export default {
  async fetch(request, env, ctx) {
    const { searchParams } = new URL(request.url);
    ctx.waitUntil(work(Number(searchParams.get('seconds'))));
    return new Response('done');
  },
};
