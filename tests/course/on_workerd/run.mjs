// Runs experiments on workerd: node run.mjs FOLDER < experiments.json > answers.json
//
// FOLDER has miniflare and workerd in its node_modules. Input: a list of experiments (experiments.py). Output: an object,
// name → {error} (a Worker did not load) or {steps: [{status, headers, body} | {outcome} | {exception} | {failed}]}.
// All share one process of workerd, each Worker under a name of its own; one that does not load, or that is found by its
// route, gets a process to itself.

import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { optionsOf, prefixOf } from './options.mjs';
import { originWith } from './origin.mjs';

const PATIENCE_MS = 15_000;
const AT_ONCE = 4; // experiments that wait at the same time

const require = createRequire(resolve(process.argv[2], 'package.json'));
const { Miniflare, Response, Log, LogLevel } = require('miniflare');

const started = async (experiments) => {
  const workers = experiments.flatMap((experiment) => optionsOf(experiment, originWith(Response)));
  const miniflare = new Miniflare({ workers, log: new Log(LogLevel.NONE), handleRuntimeStdio: drain, host: '127.0.0.1', port: 0 });
  await miniflare.ready;
  return miniflare;
};

// Nothing of what a Worker prints is compared.
const drain = (stdout, stderr) => {
  stdout.resume();
  stderr.resume();

};

const sent = async (miniflare, experiment, step) => {
  const name = `${prefixOf(experiment)}${step.worker || experiment.workers[0].name}`;
  try {
    if (step.kind === 'scheduled') {
      const worker = await miniflare.getWorker(name);
      const { outcome } = await worker.scheduled({ cron: step.cron, scheduledTime: new Date(step.scheduledTime ?? Date.now()) });
      return { outcome };
    }
    if (step.kind !== 'fetch') return { failed: `a step of kind ${step.kind}` };
    const init = { method: step.method, headers: step.headers, redirect: 'manual' };
    if (step.body !== null) init.body = typeof step.body === 'string' ? step.body : Buffer.from(step.body.base64, 'base64');
    const asked = experiment.routed && step.worker === ''
      ? miniflare.dispatchFetch(step.url, init)
      : (await miniflare.getWorker(name)).fetch(step.url, init);
    const response = await Promise.race([asked, sleep(PATIENCE_MS, null, { ref: false })]);
    if (response === null) return { failed: `no answer within ${PATIENCE_MS / 1000} s` };
    return { status: response.status, headers: [...response.headers], body: await response.text() };
  } catch (error) {
    return { exception: String(error.message) };
  }
};

const stepsOf = async (miniflare, experiment) => {
  const answers = [];
  const { steps } = experiment;
  for (let index = 0; index < steps.length; ) {
    const { group } = steps[index];
    let end = index + 1;
    while (group !== null && steps[end]?.group === group) end++;
    let begins = 0;
    const together = steps.slice(index, end).map(async (step) => {
      begins += step.delay_ms;
      await sleep(begins);
      return sent(miniflare, experiment, step);
    });
    answers.push(...(await Promise.all(together)));
    index = end;
  }
  return { steps: answers };
};

// Those that share a process. One that does not load would keep the others from starting: halves find out which.
const answersOf = async (experiments) => {
  let miniflare;
  try {
    miniflare = await started(experiments);
  } catch (error) {
    if (experiments.length === 1) return { [experiments[0].name]: { error: String(error.message) } };
    const middle = Math.floor(experiments.length / 2);
    return { ...(await answersOf(experiments.slice(0, middle))), ...(await answersOf(experiments.slice(middle))) };
  }
  const answers = {};
  const waiting = [...experiments];
  const lane = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) answers[one.name] = await stepsOf(miniflare, one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  await miniflare.dispose();
  return answers;
};

let input = '';
for await (const chunk of process.stdin) input += chunk;
const experiments = JSON.parse(input);
const shared = experiments.filter((experiment) => !experiment.alone);
let answers = shared.length > 0 ? await answersOf(shared) : {};
for (const one of experiments.filter(({ alone }) => alone)) answers = { ...answers, ...(await answersOf([one])) };
process.stdout.write(JSON.stringify(answers), () => process.exit(0));
