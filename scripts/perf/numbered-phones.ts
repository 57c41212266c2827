/*
 * Keeps virtual iPhones attached until a signal, as `npx rezbench virtual` does, numbered from FIRST on, so that those of several hosts
 * have different udids. Prints the settings with which a shell finds them.
 *
 *     npx tsx scripts/perf/numbered-phones.ts FIRST COUNT
 */
import { once } from 'node:events';
import { identityOf } from '../../src/virtual/iphone/identity.js';
import { openVirtualLab } from '../../src/virtual/lab.js';

const [first = 1, count = 1] = process.argv.slice(2).map(Number);
const phones = Array.from({ length: count }, (_, index) => identityOf(first + index));
const lab = await openVirtualLab({
  count,
  fleet: { file: '', latency: 'host', seed: 1, night: 1, phones, sha256: '' },
  faults: [],
});
const settings = Object.entries(lab.settings).map(([name, value]) => `${name}=${value}`);
console.log(`export ${settings.join(' ')}`);
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
await lab.close();
