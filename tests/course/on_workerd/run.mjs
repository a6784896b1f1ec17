// Runs experiments on workerd: node run.mjs FOLDER < experiments.json > answers.json
//
// FOLDER has miniflare and workerd in its node_modules. Input: a list of experiments (experiments.py). Output: an object,
// name → {error} (a Worker did not load) or {steps: [{status, headers, body} | {outcome} | {exception} | {failed}],
// lines: [[level, message]]}. They share one process of workerd, each Worker under a name of its own. One that does not
// load, is found by its route, or prints lines, has a process to itself.

import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { optionsOf, prefixOf } from './options.mjs';
import { originWith } from './origin.mjs';

const PATIENCE_MS = 15_000;
const MOMENT_MS = 100;
const LATE_MS = 3_000; // how much longer than in the engine it may take until a line is printed
const AT_ONCE = 4; // experiments that wait at the same time

const require = createRequire(resolve(process.argv[2], 'package.json'));
const { Miniflare, Response, Log, LogLevel } = require('miniflare');

const started = async (experiments, lines) => {
  const workers = experiments.flatMap((experiment) => optionsOf(experiment, originWith(Response)));
  const handleStructuredLogs = ({ level, message }) => void lines.push([level, message]);
  const miniflare = new Miniflare({ workers, log: new Log(LogLevel.NONE), handleStructuredLogs, host: '127.0.0.1', port: 0 });
  await miniflare.ready;
  return miniflare;
};

// Until the experiment has printed what it prints in the engine, or should have, and a moment more.
const allPrinted = async (experiment, lines) => {
  for (let waited = 0; lines.length < experiment.lines && waited < experiment.lasts_ms + LATE_MS; waited += MOMENT_MS) {
    await sleep(MOMENT_MS);
  }
  if (experiment.lines > 0) await sleep(3 * MOMENT_MS);
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

const answersTo = async (miniflare, experiment, lines) => {
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
  await allPrinted(experiment, lines);
  return { steps: answers, lines: experiment.alone ? lines : [] };
};

// So many at a time, each when one before it is over.
const inLanes = async (list, act) => {
  const waiting = [...list];
  const lane = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await act(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
};

// Those that share a process. One that does not load would keep the others from starting: halves find out which.
const together = async (experiments, answers) => {
  if (experiments.length === 0) return;
  const lines = [];
  let miniflare;
  try {
    miniflare = await started(experiments, lines);
  } catch (error) {
    if (experiments.length === 1) {
      answers[experiments[0].name] = { error: String(error.message) };
      return;
    }
    const middle = Math.floor(experiments.length / 2);
    await together(experiments.slice(0, middle), answers);
    await together(experiments.slice(middle), answers);
    return;
  }
  await inLanes(experiments, async (one) => {
    answers[one.name] = await answersTo(miniflare, one, lines);
  });
  await miniflare.dispose();
};

let input = '';
for await (const chunk of process.stdin) input += chunk;
const experiments = JSON.parse(input);
const answers = {};
await together(experiments.filter(({ alone }) => !alone), answers);
await inLanes(experiments.filter(({ alone }) => alone), (one) => together([one], answers));
process.stdout.write(JSON.stringify(answers), () => process.exit(0));
