import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { z } from 'zod';
import { runToTheEnd } from '../../src/cli/carry-out.js';
import { newSweepRun } from '../../src/cli/sweep-run.js';
import { readSweep } from '../../src/plan/sweep.js';
import { readJournal } from '../../src/results/journal.js';
import type { Entry } from '../../src/results/journal.js';
import { journaledPhones, journalFile, openRunFolder } from '../../src/results/run-folder.js';
import { identityOf } from '../../src/virtual/iphone/identity.js';
import { openVirtualLab } from '../../src/virtual/lab.js';
import { onlyRun } from '../../test/rig/run-folder.js';

/*
 * How long a run needs to recover from each fault: from the beginning of the attempt that it strikes to the end of the next
 * launch that ended well, beside what a launch takes otherwise. One run on several virtual phones, each of which has some of
 * the kinds, in turn.
 *
 *     npx tsx scripts/perf/recovery.ts [--times 3] [--phones 4] [KIND...]
 *
 * The kinds are those of --fault without their numbers, such as `unplug@measure`; without any, all that cost a launch.
 */

const all = [
  ...['wda-dies', 'orphan-wda', 'wda-hangs', 'wda-slow', 'wda-errors', 'unplug', 'reboot', 'appium-dies', 'clock-jump'],
  ...['push-stalls', 'push-truncated', 'push-corrupted', 'pull-stalls', 'pull-truncated', 'pull-corrupted'],
  ...['no-space', 'file-service-dies', 'lock', 'slow-launch', 'late-attach'],
  ...[
    'freeze',
    'jetsam',
    'watchdog',
    'crash',
    'crash-at-start',
    'torn-events',
    'hang',
    'endless-compile',
    'app-disk-full',
  ],
];
const { values, positionals } = parseArgs({
  options: { times: { type: 'string', default: '3' }, phones: { type: 'string', default: '4' } },
  allowPositionals: true,
});
const [times, phones] = [Number(values.times), Number(values.phones)];
const kinds = positionals.length > 0 ? positionals : all;
/** The first launches purge, prepare and anchor. */
const firstStruck = 6;
/** Launches from one strike to the next: a lost launch brings an anchor with it. */
const apart = 3;

/** A fault of one kind on one phone, before its launch with this number. */
interface Strike {
  readonly kind: string;
  readonly phone: number;
  readonly turn: number;
}

/** The kinds of a phone take turns, so that what slowed the machine for a while slowed many of them once. */
const strikes = Array.from({ length: phones }, (_, index) => {
  const own = kinds.filter((_kind, place) => place % phones === index);
  return Array.from({ length: times }, () => own)
    .flat()
    .map((kind, place): Strike => ({ kind, phone: index + 1, turn: firstStruck + apart * place }));
}).flat();
const longest = Math.max(...strikes.map(({ turn }) => turn));

type Attempt = Extract<Entry, { type: 'finished' | 'lost' }>;

const secondsOf = ({ startedAt, at }: Attempt): number => (Date.parse(at) - Date.parse(startedAt)) / 1000;

const hasFinished = (attempt: Attempt): boolean => attempt.type === 'finished' && attempt.outcome.status === 'ok';

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
      launches: longest + apart,
      pause_seconds: 0.1,
      paced_iterations: 0,
    },
    limits: { stall_seconds: 20 },
  }),
);
const logFile = join(folder, 'phones.log');
const faults = strikes.map(({ kind, phone, turn }) => `${String(phone)}/${kind}:${String(turn)}`);
const lab = await openVirtualLab({ count: phones, faults, logFile });
const exitCode = await runToTheEnd(await newSweepRun(readSweep(sweepFile), join(folder, 'out')), lab);
report();
rmSync(folder, { recursive: true });
process.exitCode = exitCode;

/** When each phone began its launches, ms since 1970, by UDID. */
function launchTimes(): Map<string, number[]> {
  const line = z.looseObject({ at_ns: z.number(), phone: z.string(), layer: z.string(), what: z.string() });
  const clockMs = Date.now() - Number(process.hrtime.bigint()) / 1e6;
  const times = new Map<string, number[]>();
  for (const text of readFileSync(logFile, 'utf8').trimEnd().split('\n')) {
    const { at_ns: atNs, phone: udid, layer, what } = line.parse(JSON.parse(text));
    if (layer !== 'app' || !what.startsWith('launch ')) continue;
    times.set(udid, [...(times.get(udid) ?? []), clockMs + atNs / 1e6]);
  }
  return times;
}

function report(): void {
  const run = openRunFolder(onlyRun(join(folder, 'out')));
  const launched = launchTimes();
  const attempts = new Map(
    journaledPhones(run).map((udid) => {
      const entries = readJournal(journalFile(run, udid));
      return [udid, entries.filter((entry) => entry.type === 'finished' || entry.type === 'lost')];
    }),
  );
  const seen = strikes.map((strike) => {
    const { udid } = identityOf(strike.phone);
    return { ...strike, ...recoveryOf(strike.turn, launched.get(udid) ?? [], attempts.get(udid) ?? []) };
  });
  const usual = median([...attempts.values()].flat().filter(hasFinished).map(secondsOf));
  console.log(`\nA launch takes ${usual.toFixed(1)} s (median).\n`);
  console.log('| fault | strikes | median s | longest s | ended as |\n| --- | --- | --- | --- | --- |');
  for (const kind of kinds) {
    const own = seen.filter((strike) => strike.kind === kind);
    const seconds = own.flatMap((strike) => strike.seconds ?? []);
    const ends = [...new Set(own.flatMap((strike) => strike.ends))].join(', ');
    const figures = seconds.length === 0 ? ['', ''] : [median(seconds), Math.max(...seconds)].map((s) => s.toFixed(1));
    console.log(`| ${[kind, String(seconds.length), ...figures, ends].join(' | ')} |`);
  }
}

/** The attempt that was struck is the first one that ends after the launch before it began, and is not that launch. */
function recoveryOf(
  turn: number,
  launched: readonly number[],
  attempts: readonly Attempt[],
): { readonly seconds: number | undefined; readonly ends: readonly string[] } {
  const beforeMs = launched[turn - 2] ?? 0;
  const struck = attempts.findIndex(({ startedAt }) => Date.parse(startedAt) > beforeMs);
  const next = attempts.findIndex((attempt, index) => index >= struck && hasFinished(attempt));
  const [first, end] = [attempts[struck], attempts[next]];
  const seconds = first && end && (Date.parse(end.at) - Date.parse(first.startedAt)) / 1000;
  const ends = attempts
    .slice(struck, next)
    .map((attempt) => (attempt.type === 'lost' ? `lost to ${attempt.loss.cause}` : attempt.outcome.status));
  return { seconds, ends: ends.length === 0 ? ['ok'] : ends };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[sorted.length >> 1] ?? NaN;
}
