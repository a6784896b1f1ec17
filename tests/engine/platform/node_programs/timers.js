// Runs here and in Node.js, with the modules imported; `out` is compared.
const order = (...names) => new Promise((done) => { let left = names.length; for (const [name, set] of names)
  set(() => { out.push(name); if (--left === 0) done(); }); });
await order(['b', (f) => timers.setTimeout(f, 40)], ['a', (f) => timers.setTimeout(f, 20)],
  ['now', (f) => timers.setImmediate(f)]);
await new Promise((done) => timers.setTimeout((...values) => { out.push(values); done(); }, 1, 'x', 2));
const timeout = timers.setTimeout(() => out.push('never'), 5);
out.push(timeout.hasRef(), timeout.unref() === timeout, timeout.hasRef(), timeout.ref().hasRef(),
  typeof timeout[Symbol.toPrimitive]());
timers.clearTimeout(timeout); timers.clearTimeout(undefined); timers.clearInterval(null); timers.clearTimeout({});
let count = 0;
await new Promise((done) => { const interval = timers.setInterval(() => { if (++count === 3) {
  timers.clearInterval(interval); done(); } }, 2); });
out.push(count, await promised.setTimeout(2, 'value'), await promised.setImmediate('soon'));
for await (const tick of promised.setInterval(2, 'tick')) { out.push(tick); if (++count === 6) break; }
const abort = new AbortController();
const gone = promised.setTimeout(50, 'x', { signal: abort.signal }).catch((e) => [e.name, e.code, e.message]);
abort.abort();
out.push(await gone, await promised.setTimeout(1, 0, { signal: abort.signal }).catch((e) => e.name));
out.push(await util.promisify(timers.setTimeout)(1, 'promisified'), await promised.scheduler.wait(1));
try { timers.setTimeout('text'); } catch (e) { out.push(e.name, e.code, e.message); }
