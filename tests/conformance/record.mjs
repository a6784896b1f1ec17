// Asks the real workerd again what golden.json says it answers, and prints every difference.
//
//   npm install workerd@VERSION miniflare@VERSION       in any folder; golden.json's head names the versions
//   node tests/conformance/record.mjs --packages FOLDER [--write] [TOPIC | ID …]
//
// --write puts what differs into golden.json, and leaves the rest as it is: what a tail, an inspector or the older
// release saw (OBSERVED.md) is not recorded here. Exit status: 0 all as recorded, 1 something differs, 2 wrong usage.

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { differences, merged } from './recording/differences.mjs';
import { recordWithMiniflare } from './recording/miniflare.mjs';
import { recordWithWorkerd } from './recording/workerd.mjs';

const FILE = new URL('golden.json', import.meta.url);

const wrongUsage = (message) => {
  console.error(message);
  process.exit(2);
};

const packagesIn = (folder, golden) => {
  const require = createRequire(resolve(folder, 'package.json'));
  const wanted = Object.entries(golden.npm).map(([name, version]) => `${name}@${version}`);
  try {
    const { default: binary, version } = require('workerd');
    const { Miniflare } = require('miniflare');
    const { WebSocket } = createRequire(require.resolve('miniflare'))('ws');
    return { binary, version, Miniflare, WebSocket };
  } catch (error) {
    return wrongUsage(`${error.message.split('\n')[0]}\nInstall the real runtime: cd ${folder} && npm install ${wanted.join(' ')}`);
  }
};

const options = { packages: { type: 'string', default: '.' }, write: { type: 'boolean', default: false } };
let given;
try {
  given = parseArgs({ options, allowPositionals: true });
} catch (error) {
  wrongUsage(`${error.message}\nUsage: node record.mjs [--packages FOLDER] [--write] [TOPIC | ID …]`);
}
const golden = JSON.parse(readFileSync(FILE, 'utf8'));
const names = new Set(given.positionals);
const chosen = golden.cases.filter((one) => names.size === 0 || names.has(one.id) || names.has(one.topic));
for (const name of names) {
  if (!chosen.some((one) => one.id === name || one.topic === name)) wrongUsage(`No topic or case is called ${name}.`);
}
const packages = packagesIn(given.values.packages, golden);
if (packages.version !== golden.npm.workerd) {
  console.log(`Recorded with workerd ${golden.npm.workerd}; this is ${packages.version}.`);
}

let changed = 0;
for (const one of chosen) {
  const record = one.engine === 'miniflare' ? recordWithMiniflare : recordWithWorkerd;
  const answer = await record(one, packages);
  const found = differences(one, answer);
  if (found.length === 0) continue;
  changed++;
  console.log(`${one.id}\n  ${found.join('\n  ')}`);
  golden.cases[golden.cases.indexOf(one)] = merged(one, answer);
}
console.log(`${chosen.length - changed} of ${chosen.length} cases answer as recorded.`);
if (given.values.write && changed > 0) {
  golden.npm.workerd = packages.version;
  golden.node = process.version;
  writeFileSync(FILE, JSON.stringify(golden, null, 1));
  console.log('golden.json now has what differed.');
}
process.exit(changed > 0 ? 1 : 0);
