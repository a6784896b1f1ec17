import { DurableObject } from 'cloudflare:workers';

export class Room extends DurableObject {
  async enter() {
    const people = (await this.ctx.storage.get('people')) ?? 0;
    await this.ctx.storage.put('people', people + 1);
    return people + 1;
  }
}

export default {
  async fetch(request, env) {
    const name = new URL(request.url).pathname.slice(1);
    const title = (await env.CACHE.get('title')) ?? 'Room';
    const people = await env.ROOM.getByName(name).enter();
    return new Response(`${title} ${name}: ${people}`);
  },
};
