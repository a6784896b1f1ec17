// node answers.mjs WORKER: what a Worker answers on Node.js to the requests on standard input, as JSON.
import { pathToFileURL } from 'node:url';

const { default: worker } = await import(pathToFileURL(process.argv[2]));
let input = '';
for await (const chunk of process.stdin) input += chunk;
const answers = [];
for (const { method, url, headers, body } of JSON.parse(input)) {
  const request = new Request(url, { method, headers, body: body ?? undefined });
  const response = await worker.fetch(request, { NAME: 'programs' }, { waitUntil() {}, passThroughOnException() {} });
  answers.push({ status: response.status, headers: [...response.headers], body: await response.text() });
}
console.log(JSON.stringify(answers));
