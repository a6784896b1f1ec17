// One case against a workerd process of its own.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { configurationOf } from './configuration.mjs';
import { Lines } from './lines.mjs';
import { sendSteps } from './steps.mjs';

const START_MS = 20_000;

// What workerd answers: {startup_logs, expected} or {startup_error, expected: []}, as golden.json has them.
export const recordWithWorkerd = async (one, packages) => {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  writeFileSync(join(folder, 'config.capnp'), configurationOf(one, folder));
  const child = spawn(packages.binary, ['serve', join(folder, 'config.capnp'), '--experimental', '--control-fd=3'], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', (code) => resolve(code)));
  const lines = new Lines(child.stdout, child.stderr);
  try {
    const ports = await Promise.race([listening(child.stdio[3], one), ended, sleep(START_MS, 'late', { ref: false })]);
    if (ports === 'late') throw new Error(`${one.id}: workerd did not start within ${START_MS / 1000} s.`);
    if (typeof ports === 'number' || ports === null) return lines.startupError(ports);
    await sleep(50);
    const startupLogs = lines.take().logs;
    const target = { port: ports.http, driver: ports.driver, WebSocket: packages.WebSocket };
    return { startup_logs: startupLogs, expected: await sendSteps(one.steps, target, lines) };
  } finally {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
};

// The port of each socket, once all listen.
const listening = (control, one) =>
  new Promise((resolve) => {
    const wanted = one.steps.some((step) => step.kind === 'scheduled' || step.kind === 'queue') ? 2 : 1;
    const ports = {};
    let text = '';
    control.on('data', (chunk) => {
      text += chunk;
      const whole = text.split('\n');
      text = whole.pop();
      for (const line of whole) {
        const said = JSON.parse(line);
        if (said.event === 'listen') ports[said.socket] = said.port;
      }
      if (Object.keys(ports).length === wanted) resolve(ports);
    });
  });
