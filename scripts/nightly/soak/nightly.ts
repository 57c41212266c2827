import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exitCodes } from '../../../src/problem.js';
import { cleanRun } from './clean-run.js';
import { excuses } from './excuses.js';
import { soakFaults } from './faults.js';
import { drawKills } from './kills.js';
import { stepsIn } from './progress.js';
import { soak } from './soak.js';
import { casesOf, launchesOf, writeSweep } from './sweep.js';
import { tally } from './tally.js';

/**
 * The nightly soak: a sweep of many cases whose processes are killed at random moments and whose phones have faults, held
 * against the same sweep without any:
 *
 *     npx tsx scripts/nightly/soak/nightly.ts --out FOLDER --seed 1 --phones 8 --variants 5 --sizes 25 --kills 56 --faults 34
 *
 * A phone has variants x 2 x sizes cases. Exits with 1 when the run did not come to its end or its tables differ.
 */
const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    phones: { type: 'string', default: '8' },
    variants: { type: 'string', default: '5' },
    sizes: { type: 'string', default: '25' },
    kills: { type: 'string', default: '56' },
    faults: { type: 'string', default: '34' },
  },
});
// Left alone, they would end this process without an exit, and leave what it started.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(exitCodes.interrupted));

const { out } = values;
if (out === undefined) throw new Error('--out: name a folder for everything that the soak writes');
const folder = resolve(out);
mkdirSync(folder, { recursive: true });
const [seed, phones, count, faultCount] = [values.seed, values.phones, values.kills, values.faults].map(Number) as [
  number,
  number,
  number,
  number,
];
const size = { variants: Number(values.variants), units: 2, sizes: Number(values.sizes) } as const;
const say = (sentence: string): void => {
  console.log(`${new Date().toISOString().slice(11, 19)} ${sentence}`);
};

const sweep = writeSweep(join(folder, 'sweep'), size);
say(`${String(phones * casesOf(size))} cases on ${String(phones)} phones, seed ${String(seed)}`);
const clean = await cleanRun(sweep, join(folder, 'clean'));
say(`without faults: ${clean}`);
const launches = launchesOf(size);
const faults = (start: number): string[] => soakFaults(seed + 1000 * start, faultCount, phones, launches);
const soaked = await soak({
  seed,
  sweep,
  launches,
  phones,
  kills: drawKills(seed, count),
  faults,
  folder: join(folder, 'soaked'),
  say,
});
const excused = join(folder, 'excused.txt');
writeFileSync(excused, `${excuses(soaked.killed, soaked.phones.logs, faults, stepsIn(clean)).join('\n')}\n`);
writeFileSync(join(folder, 'soak.json'), JSON.stringify({ seed, phones, size, ...tally(soaked) }, null, 2));
console.log(JSON.stringify(tally(soaked).counts, null, 2));
for (const failure of soaked.failures) console.error(failure);
const program = join(import.meta.dirname, 'check.ts');
const args = ['--import', 'tsx', program, soaked.run ?? '', clean, '--phones', String(phones), '--excused', excused];
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
process.exitCode = status === 0 && soaked.failures.length === 0 ? 0 : 1;
