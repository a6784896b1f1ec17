// Sends a case's steps, and writes down what came back.

import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const SETTLE_MS = 80; // for lines that are printed after the answer
const PATIENCE_MS = 15_000;
const LONGEST_BODY = 100_000;
const SHOWN = 200;
const FRAMING = ['content-length', 'transfer-encoding'];
const OF_THE_CONNECTION = ['connection', 'keep-alive', 'date'];

// target: {port, driver, WebSocket}. lines: what the runtime prints. Gives `expected` of golden.json.
export const sendSteps = async (steps, target, lines) => {
  const results = [];
  for (let index = 0; index < steps.length; ) {
    const { concurrent_group: group } = steps[index];
    let end = index + 1;
    while (group !== undefined && steps[end]?.concurrent_group === group) end++;
    const together = steps.slice(index, end);
    const answers = await Promise.all(together.map((step) => after(step, target)));
    await sleep(Math.max(SETTLE_MS, ...together.map((step) => step.settle_ms ?? 0)));
    const { logs, error } = lines.take();
    answers.forEach((answer, place) => {
      if (group !== undefined) answer.logs_cover_group = group;
      results.push({ ...answer, logs: place === 0 ? logs : null, error: place === 0 ? error : null });
    });
    index = end;
  }
  return results;
};

const after = async (step, target) => {
  if (step.delay_before_ms) await sleep(step.delay_before_ms);
  if (step.kind === 'websocket') return talk(step, target);
  if (step.kind === 'fetch') return ask(step, target.port);
  const { body, client_error: failed } = await ask({ method: 'POST', url: 'http://driver/', body: JSON.stringify(step) }, target.driver);
  return failed === undefined ? { result: JSON.parse(body) } : { client_error: failed };
};

// Headers as pairs; a case may have them as an object.
const pairsOf = (headers = []) => (Array.isArray(headers) ? headers : Object.entries(headers));

// One request on a connection of its own, its path as it is written.
const ask = (step, port) =>
  new Promise((resolve) => {
    const [, host, path] = /^\w+:\/\/([^/?]*)(.*)$/s.exec(step.url);
    const headers = ['Host', host, ...pairsOf(step.headers).flat()];
    const content = step.body === undefined || step.body === null ? undefined : Buffer.from(step.body.base64 ?? step.body, step.body.base64 ? 'base64' : 'utf8');
    if (content !== undefined) headers.push('Content-Length', String(content.length));
    const answer = {};
    let done = false;
    const finish = (error) => {
      if (done) return;
      done = true;
      clearTimeout(patience);
      resolve(error === undefined ? answer : { ...answer, client_error: error });
    };
    const sent = request({ host: '127.0.0.1', port, method: step.method ?? 'GET', path: path || '/', headers, agent: false });
    const patience = setTimeout(() => {
      finish('timeout');
      sent.destroy();
    }, step.timeout_ms ?? PATIENCE_MS);
    if (step.abort_after_ms !== undefined) {
      setTimeout(() => {
        finish('client aborted');
        sent.destroy();
      }, step.abort_after_ms);
    }
    sent.on('error', (error) => finish(error.code));
    sent.on('response', (response) => {
      const chunks = [];
      const note = () => Object.assign(answer, headOf(response), bodyOf(Buffer.concat(chunks)));
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', (error) => {
        note();
        finish(error.code);
      });
      response.on('end', () => {
        note();
        finish();
      });
    });
    sent.end(content);
  });

const headOf = (response) => {
  const headers = [];
  const framing = {};
  for (let i = 0; i < response.rawHeaders.length; i += 2) {
    const name = response.rawHeaders[i].toLowerCase();
    const value = Buffer.from(response.rawHeaders[i + 1], 'latin1').toString('utf8');
    if (FRAMING.includes(name)) framing[name] = value;
    else if (!OF_THE_CONNECTION.includes(name)) headers.push([name, value]);
  }
  return { status: response.statusCode, status_text: response.statusMessage, headers, framing };
};

const bodyOf = (bytes) => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (bytes.length <= LONGEST_BODY) return { body: text };
    const sum = createHash('sha256').update(bytes).digest('hex');
    return { body: text.slice(0, SHOWN), body_length: bytes.length, body_sha256: sum };
  } catch {
    return { body_base64: bytes.toString('base64') };
  }
};

// One WebSocket: what was received until it was closed, refused, or time was up.
const talk = (step, { port, WebSocket }) =>
  new Promise((resolve) => {
    const [, host, path] = /^\w+:\/\/([^/?]*)(.*)$/s.exec(step.url);
    const headers = { Host: host, ...Object.fromEntries(pairsOf(step.headers)) };
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path || '/'}`, { headers, perMessageDeflate: false });
    const received = [];
    let status;
    const finish = (answer) => {
      clearTimeout(patience);
      resolve({ ...answer, received });
    };
    const patience = setTimeout(() => {
      finish({ client_error: 'timeout' });
      socket.terminate();
    }, step.timeout_ms ?? PATIENCE_MS);
    socket.on('upgrade', (response) => (status = response.statusCode));
    socket.on('open', () => step.send?.forEach((message) => socket.send(message)));
    socket.on('message', (data) => received.push(data.toString()));
    socket.on('close', (code, reason) => finish({ status, close: { code, reason: reason.toString() } }));
    socket.on('error', () => {});
    socket.on('unexpected-response', (_, response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => finish({ status: response.statusCode, body: Buffer.concat(chunks).toString() }));
    });
  });
