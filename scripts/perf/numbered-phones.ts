/*
 * Keeps virtual iPhones attached until a signal, as `npx rezbench virtual` does, numbered from FIRST on, so that those of several hosts
 * have different udids. Prints the settings with which a shell finds them.
 *
 *     npx tsx scripts/perf/numbered-phones.ts FIRST COUNT APP
 */
import { once } from 'node:events';
import { virtualAppNames } from '../../src/virtual/app/names.js';
import { identityOf } from '../../src/virtual/iphone/identity.js';
import { openVirtualLab } from '../../src/virtual/lab.js';

const [first, count] = process.argv.slice(2, 4).map(Number) as [number, number];
const app = virtualAppNames.find((name) => name === process.argv[4]) ?? 'twin';
const phones = Array.from({ length: count }, (_, index) => identityOf(first + index));
const lab = await openVirtualLab({
  count,
  fleet: { file: '', latency: 'host', seed: 1, night: 1, phones, sha256: '' },
  faults: [],
  app,
});
const settings = Object.entries(lab.settings).map(([name, value]) => `${name}=${value}`);
console.log(`export ${settings.join(' ')}`);
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await lab.close();
