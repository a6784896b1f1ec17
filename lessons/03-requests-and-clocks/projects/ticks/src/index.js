export default {
  async fetch(request, env) {
    const ticks = (await env.KV.get('ticks')) ?? '0';
    return new Response(`ticks ${ticks}`);
  },
  async scheduled(controller, env) {
    const ticks = Number(await env.KV.get('ticks')) + 1;
    await env.KV.put('ticks', String(ticks));
    console.log(new Date(controller.scheduledTime).toISOString());
  },
};
