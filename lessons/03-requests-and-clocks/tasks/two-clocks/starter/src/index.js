export default {
  async fetch(request, env) {
    const often = (await env.KV.get('often')) ?? '0';
    const daily = (await env.KV.get('daily')) ?? '0';
    return new Response(`often ${often}, daily ${daily}`);
  },
  async scheduled(controller, env) {
    switch (controller.cron) {
      case '0 */6 * * *':
        return count(env.KV, 'often');
      case '00 00 * * *':
        return count(env.KV, 'daily');
    }
  },
};

async function count(kv, key) {
  const before = Number(await kv.get(key));
  await kv.put(key, String(before + 1));
}
