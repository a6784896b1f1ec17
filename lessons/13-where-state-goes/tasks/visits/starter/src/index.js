import { DurableObject } from 'cloudflare:workers';

export class Counter extends DurableObject {
  async next() {
    return 0;
  }
}

export default {
  async fetch(request, env) {
    const before = Number(await env.COUNTS.get('count'));
    await env.COUNTS.put('count', String(before + 1));
    return new Response(String(before + 1));
  },
};
