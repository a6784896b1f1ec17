import { DurableObject } from 'cloudflare:workers';

export class Counter extends DurableObject {
  async next() {
    const before = (await this.ctx.storage.get('count')) ?? 0;
    await this.ctx.storage.put('count', before + 1);
    return before + 1;
  }
}

let visits = 0;

export default {
  async fetch(request, env) {
    const object = await env.COUNTER.getByName('visits').next();

    visits += 1;
    const variable = visits;

    const before = Number(await env.COUNTS.get('count'));
    await env.COUNTS.put('count', String(before + 1))
      .catch(() => {}); // too soon after the last write
    const kv = before + 1;

    const text = `variable ${variable}, KV ${kv}, object ${object}`;
    return new Response(text);
  },
};
