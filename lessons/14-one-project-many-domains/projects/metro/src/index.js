import { DurableObject } from 'cloudflare:workers';

// There is one gate in the whole world. It numbers the tickets.
export class Gate extends DurableObject {
  async next() {
    const last = (await this.ctx.storage.get('last')) ?? 0;
    await this.ctx.storage.put('last', last + 1);
    return last + 1;
  }
}

export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    if (url.hostname.endsWith('tickets.example')) return ticket(url, env, ctx);
    if (url.pathname === '/map') return map(url);
    if (url.pathname.startsWith('/lines/')) return departures(url);
    if (url.pathname === '/api/notice') return notice(env);
    return new Response('not found', { status: 404 });
  },

  async scheduled(controller, env, ctx) {
    await env.SIGNS.put('notice', 'Sunday timetable');
  },
};

async function notice(env) {
  return new Response((await env.SIGNS.get('notice')) ?? 'no notice');
}

function map(url) {
  return new Response('map of line ' + (url.searchParams.get('line') ?? '1'));
}

async function ticket(url, env, ctx) {
  const rider = url.searchParams.get('rider');
  const number = await env.GATE.getByName('gate').next();
  ctx.waitUntil(report(number));
  return new Response(`ticket ${number} for ${rider}`);
}

async function report(number) {
  await fetch('https://office.example/?ms=50');
  console.log('the office knows of ticket ' + number);
}

async function departures(url) {
  const line = url.pathname.slice('/lines/'.length);
  const [north, south, depot] = await Promise.all([
    fetch('https://times.example/?ms=100&body=06:00'),
    fetch('https://times.example/?ms=100&body=06:05'),
    fetch('https://times.example/?ms=100&body=06:10'),
  ]);
  return new Response(`line ${line}: ${await north.text()} ${await south.text()} ${await depot.text()}`);
}
