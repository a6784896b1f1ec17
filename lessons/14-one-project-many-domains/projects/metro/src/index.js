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
    if (url.hostname.endsWith('tickets.example')) {
      return ticket(url, env, ctx);
    }
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
  const text = await env.SIGNS.get('notice');
  return new Response(text ?? 'no notice');
}

function map(url) {
  const line = url.searchParams.get('line') ?? '1';
  return new Response('map of line ' + line);
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
    time('06:00'),
    time('06:05'),
    time('06:10'),
  ]);
  return new Response(`line ${line}: ${north} ${south} ${depot}`);
}

async function time(text) {
  const url = 'https://time.example/?ms=100&body=' + text;
  const reply = await fetch(url);
  return reply.text();
}
