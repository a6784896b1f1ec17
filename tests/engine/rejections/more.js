// Promises that the platform handles, and odd places of calls. more.json: what workerd 2026-11-17 answers to /CASE and then
// to /seen, each case in a process of its own.
const seen = [];
addEventListener('unhandledrejection', (e) => seen.push('u ' + String(e.reason)));
addEventListener('rejectionhandled', (e) => seen.push('h'));
const boom = async (why) => { await null; throw new Error(why); };
const now = async (why) => { throw new Error(why); };
const attempt = async (f) => { try { return await f(); } catch (e) { return String(e); } };
const cases = {
  rewriter: () => attempt(() => new HTMLRewriter().on('p', { element: () => boom('el') }).transform(new Response('<p>a</p>')).text()),
  rewriterNow: () => attempt(() => new HTMLRewriter().on('p', { element: () => now('el2') }).transform(new Response('<p>a</p>')).text()),
  pull: () => attempt(() => new Response(new ReadableStream({ pull: () => boom('pull') })).text()),
  pullNow: () => attempt(() => new Response(new ReadableStream({ pull: () => now('pull2') })).text()),
  from: () => attempt(() => new Response(ReadableStream.from((async function* () { yield await boom('from'); })())).text()),
  wait: () => attempt(() => scheduler.wait(1).then(() => boom('wait'))),
  write: () => attempt(async () => { const w = new WritableStream({ write: () => boom('write') }).getWriter(); await w.write(1); }),
  writeLost: () => attempt(async () => { const w = new WritableStream({ write: () => boom('lost') }).getWriter(); w.write(1); await scheduler.wait(5); }),
  closed: () => attempt(async () => { const r = new ReadableStream({ start() { throw new Error('s') } }); }),
  pipe: () => attempt(async () => { const t = new TransformStream({ transform: () => boom('tr') }); new Blob(['x']).stream().pipeThrough(t); return await new Response(t.readable).text(); }),
  abort: () => attempt(async () => { const c = new AbortController(); const p = fetch('http://example.com/', { signal: c.signal }); c.abort(); await p; }),
  tee: () => attempt(async () => { const [a, b] = new ReadableStream({ pull: () => boom('tee') }).tee(); return await new Response(a).text(); }),
  asyncGen: () => attempt(async () => { const g = (async function* () { yield now('ag'); })(); for await (const x of g) {} }),
  allSettled: () => attempt(async () => JSON.stringify(await Promise.allSettled([now('as')]))),
  any: () => attempt(() => Promise.any([now('x1'), now('x2')])),
  thenReturn: () => attempt(() => Promise.resolve().then(() => now('tr'))),
  response: () => attempt(() => new Response('x').json()),
  queue: () => attempt(async () => { queueMicrotask(() => { now('qm'); }); await scheduler.wait(1); }),
  cond: () => attempt(async () => { const p = true && now('cond'); await scheduler.wait(1); }),
  compare: () => attempt(async () => { now('cmp') === 1; await scheduler.wait(1); }),
  template: () => attempt(async () => { `${now('tpl')}`; await scheduler.wait(1); }),
  arg: () => attempt(async () => { console.log(typeof now('arg')); await scheduler.wait(1); }),
  member: () => attempt(async () => { now('mem').foo; await scheduler.wait(1); }),
  iife: () => attempt(async () => { (async () => { await null; throw new Error('iife'); })(); await scheduler.wait(1); }),
  method: () => attempt(async () => { const o = { async m() { throw new Error('m'); } }; o.m(); o?.m(); o['m'](); await scheduler.wait(1); }),
  optional: () => attempt(async () => { const o = { async m() { throw new Error('opt'); } }; o?.m?.(); o.m().catch?.(() => {}); await scheduler.wait(1); }),
  ctor: () => attempt(async () => { class A { p = now('field'); } new A(); await scheduler.wait(1); }),
  spread: () => attempt(async () => { const l = [...[1].map(() => now('spread'))]; await scheduler.wait(1); }),
  destructure: () => attempt(async () => { const { p = now('def') } = {}; await scheduler.wait(1); }),
};
export default { async fetch(request) {
  const name = new URL(request.url).pathname.slice(1);
  if (name === 'seen') { return Response.json(seen.splice(0)); }
  return new Response(await cases[name]());
} };
