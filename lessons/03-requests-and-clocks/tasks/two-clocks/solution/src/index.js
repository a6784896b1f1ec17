export default {
  async fetch(request, env) {
    const hourly = (await env.KV.get('hourly')) ?? '0';
    const daily = (await env.KV.get('daily')) ?? '0';
    return new Response(`hourly ${hourly}, daily ${daily}`);
  },
  async scheduled(controller, env) {
    switch (controller.cron) {
      case '0 * * * *':
        return count(env.KV, 'hourly');
      case '0 0 * * *':
        return count(env.KV, 'daily');
    }
  },
};

async function count(kv, key) {
  const before = Number(await kv.get(key));
  await kv.put(key, String(before + 1));
}
