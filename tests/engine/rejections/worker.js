// Promises rejected in many ways. answers.json: what workerd 2026-11-17 answers to /CASE and then to /seen, each case in a
// process of its own.
const seen = [];
const note = (e) => seen.push([e.type, e.constructor.name, String(e.reason), e.promise instanceof Promise, e.cancelable, e.bubbles, e.isTrusted, e instanceof Event]);
addEventListener('unhandledrejection', note);
addEventListener('rejectionhandled', note);
globalThis.onunhandledrejection = (e) => { seen.push('on ' + String(e.reason)); };
const boom = async (why) => { throw new Error(why); };
let kept;
const cases = {
  floating() { boom('floating'); seen.push('after'); Promise.resolve().then(() => seen.push('microtask')); },
  async later() { boom('later').then(() => {}); await null; await null; seen.push('still'); },
  async handled() { const p = boom('handled'); await null; p.catch(() => {}); },
  async lateHandled() { kept = boom('late'); await new Promise((r) => setTimeout(r, 10)); seen.push('now'); kept.catch(() => {}); await new Promise((r) => setTimeout(r, 10)); },
  reject() { Promise.reject(5); },
  executor() { new Promise((_, reject) => reject('x')); new Promise(() => { throw 'y'; }); },
  all() { Promise.all([boom('a'), boom('b')]); },
  allCaught() { Promise.all([boom('a'), boom('b')]).catch(() => {}); },
  async awaited() { try { await boom('w'); } catch {} },
  async variable() { const p = boom('var'); seen.push(typeof p); },
  logged() { const p = boom('logged'); console.log(p); },
  finallyOnly() { boom('fin').finally(() => {}); },
  async returned() { const f = async () => boom('ret'); f(); },
  stored() { kept = [boom('stored')]; },
  passed() { (() => {})(boom('passed')); },
  waited(c) { c.waitUntil(boom('waited')); },
  async timer() { setTimeout(() => { boom('timer'); }, 1); await new Promise((r) => setTimeout(r, 10)); },
  prevented() { addEventListener('unhandledrejection', (e) => { seen.push(e.cancelable); e.preventDefault(); seen.push(e.defaultPrevented); }, { once: true }); boom('p'); },
  throws() { addEventListener('unhandledrejection', () => { throw new Error('in listener'); }, { once: true }); boom('t'); boom('u'); },
  again() { addEventListener('unhandledrejection', () => { boom('second'); }, { once: true }); boom('first'); },
  resolveWith() { new Promise((resolve) => resolve(boom('inner'))); },
  async forAwait() { try { for await (const x of [boom('fa')]) {} } catch {} },
  stream() { new ReadableStream({ start() { return boom('start'); } }); },
  race() { Promise.race([boom('r')]); },
  async dynamic() { const { f } = { f: () => boom('dyn') }; [1].map(() => f()); },
  gen() { const g = (function* () { yield boom('gen'); })(); g.next(); },
  subclass() { class P extends Promise {} P.reject('sub'); },
  fetchy() { fetch('not a url'); },
  construct() { try { new PromiseRejectionEvent('x', { promise: Promise.resolve(1), reason: 7 }); } catch (x) { seen.push(String(x)); } },
  globals() { seen.push([typeof PromiseRejectionEvent, 'onunhandledrejection' in globalThis, 'onrejectionhandled' in globalThis, 'onerror' in globalThis, Promise.prototype.then.toString()]); },
};
export default { async fetch(request, env, context) {
  const name = new URL(request.url).pathname.slice(1);
  if (name === 'seen') { return Response.json(seen.splice(0)); }
  await cases[name](context);
  return new Response(name);
} };
