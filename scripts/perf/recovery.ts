import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { runToTheEnd } from '../../src/cli/carry-out.js';
import { newSweepRun } from '../../src/cli/sweep-run.js';
import { readSweep } from '../../src/plan/sweep.js';
import { readJournal } from '../../src/results/journal.js';
import type { Entry } from '../../src/results/journal.js';
import { journaledPhones, journalFile, openRunFolder } from '../../src/results/run-folder.js';
import { openVirtualLab } from '../../src/virtual/lab.js';
import { onlyRun } from '../../test/rig/run-folder.js';

/*
 * How long a run needs to recover from each fault of the way to a phone: from the beginning of the attempt that it strikes to the
 * end of the next launch, beside what a launch takes otherwise. All in one run on one virtual phone.
 *
 *     npx tsx scripts/perf/recovery.ts [KIND...]
 *
 * The kinds are those of --fault without their numbers, such as `unplug@measure`; all of the way to the phone when left out.
 */

const all = [
  ...['wda-dies', 'orphan-wda', 'wda-hangs', 'wda-slow', 'wda-errors', 'unplug', 'reboot', 'appium-dies', 'clock-jump'],
  ...['push-stalls', 'push-truncated', 'push-corrupted', 'pull-stalls', 'pull-truncated', 'pull-corrupted'],
  ...['no-space', 'file-service-dies'],
];
const kinds = process.argv.length > 2 ? process.argv.slice(2) : all;
/** The first launches purge, prepare and anchor. */
const firstStruck = 6;
/** Launches from one strike to the next: a lost launch brings an anchor with it. */
const apart = 3;

const folder = mkdtempSync(join(tmpdir(), 'rezbench-recovery-'));
const sweepFile = join(folder, 'sweep.yaml');
writeFileSync(
  sweepFile,
  stringify({
    name: 'recovery',
    seed: 1,
    variants: ['plain-x2-fp16-64'],
    compute_units: ['cpuOnly'],
    sizes: ['64x64'],
    measure: {
      warmup: 1,
      iterations: 3,
      min_seconds: 0,
      end_to_end_iterations: 1,
      launches: apart * kinds.length + firstStruck,
      pause_seconds: 0.1,
      paced_iterations: 0,
    },
  }),
);
const turnOf = (index: number): number => firstStruck + apart * index;
const logFile = join(folder, 'phone.log');
const faults = kinds.map((kind, index) => `${kind}:${String(turnOf(index))}`);
const lab = await openVirtualLab({ count: 1, faults, logFile });
const exitCode = await runToTheEnd(await newSweepRun(readSweep(sweepFile), join(folder, 'out')), lab);
report();
rmSync(folder, { recursive: true });
process.exitCode = exitCode;

/** When the phone began its launches, ms since 1970. */
function launchTimes(): number[] {
  const line = z.looseObject({ at_ns: z.number(), layer: z.string(), what: z.string() });
  const clockMs = Date.now() - Number(process.hrtime.bigint()) / 1e6;
  return readFileSync(logFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((text) => line.parse(JSON.parse(text)))
    .filter(({ layer, what }) => layer === 'app' && what.startsWith('launch '))
    .map(({ at_ns: atNs }) => clockMs + atNs / 1e6);
}

function report(): void {
  const run = openRunFolder(onlyRun(join(folder, 'out')));
  const journal = journaledPhones(run).flatMap((udid) => readJournal(journalFile(run, udid)));
  const launched = launchTimes();
  const attempts = journal.filter((entry) => entry.type === 'finished' || entry.type === 'lost');
  const rows = kinds.map((kind, index) => rowOf(kind, turnOf(index), launched, attempts));
  const usual = median(attempts.filter(({ type }) => type === 'finished').map(secondsOf));
  console.log(`\nA launch takes ${usual.toFixed(1)} s (median).\n\n| fault | seconds | lost to |\n| --- | --- | --- |`);
  for (const { kind, seconds, causes } of rows) {
    console.log(`| ${kind} | ${seconds?.toFixed(1) ?? 'none followed'} | ${causes.join(', ')} |`);
  }
}

type Attempt = Extract<Entry, { type: 'finished' | 'lost' }>;

const secondsOf = ({ startedAt, at }: Attempt): number => (Date.parse(at) - Date.parse(startedAt)) / 1000;

/** The attempt that was struck is the first one that ends after the launch before it began, and is not that launch. */
function rowOf(kind: string, turn: number, launched: readonly number[], attempts: readonly Attempt[]) {
  const beforeMs = launched[turn - 2] ?? 0;
  const struck = attempts.findIndex(({ startedAt }) => Date.parse(startedAt) > beforeMs);
  const next = attempts.findIndex(({ type }, index) => index >= struck && type === 'finished');
  const [first, end] = [attempts[struck], attempts[next]];
  const seconds = first && end && (Date.parse(end.at) - Date.parse(first.startedAt)) / 1000;
  const causes = attempts.slice(struck, next).flatMap((entry) => (entry.type === 'lost' ? [entry.loss.cause] : []));
  return { kind, seconds, causes };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[sorted.length >> 1] ?? 0;
}
