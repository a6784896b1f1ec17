// provides: node:process
// needs: platform-modules node-events queue-microtask
// spec: https://developers.cloudflare.com/workers/runtime-apis/nodejs/process/
//
// A process of one Worker's own: `env` holds its variables (from 2025-04-01 on, see engine/node.py), the figures are those
// that workerd gives. What would end the process, or read the machine, is not here.
(platform) => {
  'use strict';
  const { internals } = platform;
  const { EventEmitter } = internals.modules['node:events'];
  const queue = queueMicrotask;

  // Values become strings; a variable that is none is its JSON.
  const textOf = (value) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : `${value}`);
  const variables = {};
  const env = new Proxy(variables, {
    set(target, name, value) {
      target[name] = `${value}`;
      return true;
    },
    defineProperty: (target, name, property) =>
      Reflect.defineProperty(target, name, { ...property, value: `${property.value}` }),
  });
  const named = platform.environment; // before bindings are put into it: variables alone
  internals.fillProcessEnvironment = () => {
    for (const name of Object.keys(named)) variables[name] = textOf(named[name]);
  };

  class Process extends EventEmitter {}
  Object.defineProperty(Process.prototype, Symbol.toStringTag, { value: 'process', configurable: true });
  const hrtime = (before) => {
    const now = platform.now();
    const time = [Math.floor(now / 1000), Math.round((now % 1000) * 1e6)];
    if (before === undefined) return time;
    const nanoseconds = time[1] - before[1];
    return nanoseconds < 0 ? [time[0] - before[0] - 1, nanoseconds + 1e9] : [time[0] - before[0], nanoseconds];
  };
  hrtime.bigint = () => BigInt(Math.round(platform.now() * 1e6));
  const members = {
    env,
    version: 'v22.23.4',
    versions: { node: '22.23.4' },
    platform: 'linux',
    arch: 'x64',
    title: 'workerd',
    argv: ['workerd'],
    argv0: 'workerd',
    execArgv: [],
    execPath: '',
    pid: 1,
    ppid: 0,
    exitCode: undefined,
    release: { name: 'node', lts: true },
    features: { inspector: false, debug: false, uv: true, ipv6: true, tls: true, require_module: false, typescript: false },
    nextTick(callback, ...values) {
      queue(() => Reflect.apply(callback, undefined, values));
    },
    hrtime,
    cwd: () => '/bundle',
    uptime: () => 0,
    umask: () => 0o22,
    memoryUsage: () => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }),
    emitWarning() {},
    getBuiltinModule: (name) => internals.modules[`${name}`.startsWith('node:') ? name : `node:${name}`]?.default,
    exit() {
      throw new Error('process.exit() is not part of this engine: a Worker answers and returns. Nothing ends its isolate.');
    },
  };
  const process = Object.assign(new Process(), members);
  internals.provideModule('node:process', { ...members, default: process });
}
