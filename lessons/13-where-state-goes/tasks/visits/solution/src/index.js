import { DurableObject } from 'cloudflare:workers';

export class Counter extends DurableObject {
  async next() {
    const before = (await this.ctx.storage.get('count')) ?? 0;
    await this.ctx.storage.put('count', before + 1);
    return before + 1;
  }
}

export default {
  async fetch(request, env) {
    const count = await env.COUNTER.getByName('visits').next();
    return new Response(String(count));
  },
};
