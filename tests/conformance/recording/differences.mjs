// What of a case's record differs from what was answered now.

const COMPARED = ['status', 'status_text', 'body', 'body_base64', 'body_length', 'body_sha256', 'error', 'result', 'received', 'close', 'client_error'];

// Lines of a Worker. Those of the runtime itself, and of scripts that only an inspector saw, were recorded another way.
const workersLines = (logs) => (logs ?? []).filter(({ level }) => !['stderr', 'runtime', 'console'].includes(level));
const sorted = (headers) => (headers ?? []).map(([name, value]) => `${name}: ${value}`).sort();
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const field = (name, recorded, now) =>
  same(recorded ?? null, now ?? null) ? [] : [`${name}\n    recorded ${JSON.stringify(recorded)}\n    now      ${JSON.stringify(now)}`];

const startupText = (error) => error?.message;

// One line a difference; none when it answers as recorded.
export const differences = (one, answer) => {
  if (one.startup_error !== undefined || answer.startup_error !== undefined) {
    return field('startup error', startupText(one.startup_error), startupText(answer.startup_error));
  }
  const found = field('startup logs', workersLines(one.startup_logs), workersLines(answer.startup_logs));
  one.expected.forEach((recorded, index) => {
    const now = answer.expected[index];
    const where = `step ${index + 1}`;
    for (const name of COMPARED) found.push(...field(`${where} ${name}`, recorded[name] || null, now[name] || null));
    found.push(...field(`${where} headers`, sorted(recorded.headers), sorted(now.headers)));
    if (now.framing !== undefined) found.push(...field(`${where} framing`, recorded.framing, now.framing));
    found.push(...field(`${where} logs`, workersLines(recorded.logs), workersLines(now.logs)));
  });
  return found;
};

// The case with what differs in place of what was recorded; everything else stays.
export const merged = (one, answer) => {
  if (answer.startup_error !== undefined || one.startup_error !== undefined) return { ...one, startup_error: answer.startup_error, ...answer };
  const expected = one.expected.map((recorded, index) => {
    const now = answer.expected[index];
    const step = { ...recorded };
    for (const name of [...COMPARED, 'headers', 'framing']) {
      if (name in now) step[name] = now[name];
      else if (name !== 'framing') delete step[name];
    }
    if (!same(workersLines(recorded.logs), workersLines(now.logs))) step.logs = now.logs;
    return step;
  });
  return { ...one, startup_logs: answer.startup_logs, expected };
};
