// What a runtime prints with structured logging: the Workers' own lines, and those of the runtime itself.

export class Lines {
  #logs = []; // {level, message} of Workers
  #said = []; // texts of the runtime

  // stdout, stderr: streams to read; without them lines come by `add`.
  constructor(stdout, stderr) {
    if (stdout !== undefined) this.#read(stdout);
    if (stderr !== undefined) this.#read(stderr);
  }

  #read(stream) {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk) => {
      const whole = (rest + chunk).split('\n');
      rest = whole.pop();
      for (const line of whole) this.#line(line);
    });
    stream.on('end', () => this.#line(rest));
  }

  #line(line) {
    let said;
    try {
      said = JSON.parse(line);
    } catch {
      if (line !== '') this.#said.push(line);
      return;
    }
    if (said !== null && typeof said === 'object' && 'message' in said) this.add(said);
  }

  // One structured line. The runtime's own name the place in its source.
  add(said) {
    if (said.source === undefined) this.#logs.push({ level: said.level, message: said.message });
    else this.#said.push(said.message);
  }

  // The lines since the last time: {logs, error}. error: an uncaught exception that the runtime reported, or null.
  take() {
    const logs = this.#logs;
    const reports = this.#said.filter((text) => text.startsWith('Uncaught exception: ') || PLACE.test(text));
    this.#logs = [];
    this.#said = [];
    return { logs, error: reports.length > 0 ? cleaned(reports[0]) : null };
  }

  // The record of a process that ended before it listened.
  startupError(code) {
    const message = this.#said.join('\n');
    return { startup_error: { exit_code: code, message, logs: this.take().logs }, expected: [] };
  }
}

// A fault that the runtime notes in its own terms: where in its source, then what.
const PLACE = /^(e = )?\S+:\d+: (?=failed: )/;

// Without that place, the stack in native code, and the marks of errors that cross from JavaScript.
const cleaned = (text) => {
  const [said] = text.split('\nstack: ');
  return said.replace(/^Uncaught exception: /, '').replace(PLACE, '$1').replace(/^failed: remote\.(jsg\.)?/, '');
};
