/*
 * What a fleet costs its host: virtual phones whose app rests for 10 s in each launch that measures, so that what grows with
 * their number is rezbench's and Appium's work alone.
 *
 *     npx tsx scripts/perf/fleet.ts [--phones 1,2,4,8,16] [--launches 6] [--app twin]
 *
 * The app is twin, which starts Node in each launch, or swift once scripts/swift/build.sh has built it.
 *
 * For each number of phones, `rezbench virtual` keeps them attached, and `rezbench run` sweeps them as it would real ones. Printed are:
 *
 * - idle: of each phone's time between its first and last launch of 10 s, the share outside app steps; mean and worst phone;
 * - wall: how long the run took, from its start to its exit;
 * - processor and memory of the run (Appium, workers, judge), and of what stands for the phones, which real phones would not cost;
 * - busy: the share of the host's processors that both used, which says whether they were what limited the run.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { projectRoot } from '../../src/project.js';
import type { LaunchRecord } from '../../src/results/launch-record.js';
import { readRun } from '../../src/results/read-run.js';
import { openRunFolder } from '../../src/results/run-folder.js';
import { onlyRun } from '../../test/rig/run-folder.js';
import { ProcessTree } from './process-tree.js';
import { shareOutside } from './share-outside.js';

const { values } = parseArgs({
  options: {
    phones: { type: 'string', default: '1,2,4,8,16' },
    launches: { type: 'string', default: '6' },
    app: { type: 'string', default: 'twin' },
  },
});
/** Before and after a model is loaded, so twice in each launch that measures. */
const pauseSeconds = 5;
const rezbench = join(projectRoot, 'scripts/rezbench.mjs');
const folder = mkdtempSync(join(tmpdir(), 'rezbench-fleet-'));
const sweep = join(folder, 'sweep.yaml');
writeFileSync(
  sweep,
  stringify({
    name: 'fleet',
    seed: 1,
    variants: ['plain-x2-fp16-64'],
    compute_units: ['cpuOnly'],
    sizes: ['64x64'],
    anchor_every: 1000,
    measure: {
      warmup: 1,
      iterations: 3,
      min_seconds: 0,
      end_to_end_iterations: 1,
      paced_iterations: 0,
      cooldown_seconds: 0,
      pause_seconds: pauseSeconds,
      launches: Number(values.launches),
    },
  }),
);

/** Phones that stay attached until the process ends, and the settings with which a run finds them. */
async function attach(count: number): Promise<{ phones: ChildProcess; settings: Record<string, string> }> {
  const phones = spawn(process.execPath, [rezbench, 'virtual', '--count', String(count), '--app', values.app], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = createInterface(phones.stdout);
  const [line] = (await once(lines, 'line')) as [string];
  const settings = line
    .replace(/^export /, '')
    .split(' ')
    .map((setting) => setting.split('=') as [string, string]);
  return { phones, settings: Object.fromEntries(settings) };
}

async function sweepOn(count: number): Promise<Record<string, number>> {
  const { phones, settings } = await attach(count);
  const ofPhones = new ProcessTree(phones.pid ?? 0);
  const out = join(folder, String(count));
  const began = performance.now();
  const run = spawn(process.execPath, [rezbench, 'run', sweep, '--out', out, '--quiet'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...settings },
  });
  const ofRun = new ProcessTree(run.pid ?? 0);
  const [code] = (await once(run, 'exit')) as [number | null];
  const wallSeconds = (performance.now() - began) / 1000;
  const [host, emulation] = [ofRun.end(), ofPhones.end()];
  phones.kill('SIGTERM');
  await once(phones, 'exit');
  if (code !== 0) throw new Error(`the run of ${String(count)} phones ended with ${String(code)}`);
  const idle = readRun(openRunFolder(onlyRun(out))).map(({ launches }) => shareOutside(launches.filter(restsTwice)));
  if (idle.length !== count) throw new Error(`only ${String(idle.length)} of ${String(count)} phones have launches`);
  const mean = idle.reduce((sum, share) => sum + share, 0) / count;
  return {
    'idle %': rounded(100 * mean, 1),
    'worst phone %': rounded(100 * Math.max(...idle), 1),
    'wall s': rounded(wallSeconds, 1),
    'run: cpu s a phone': rounded(host.cpuSeconds / count, 1),
    'run: MB a phone': rounded(host.peakMb / count, 0),
    'phones: cpu s each': rounded(emulation.cpuSeconds / count, 1),
    'phones: MB each': rounded(emulation.peakMb / count, 0),
    'busy %': rounded((100 * (host.cpuSeconds + emulation.cpuSeconds)) / (wallSeconds * availableParallelism()), 0),
  };
}

/** What comes before the others, such as loading a model for the first time, rests once at most. */
const restsTwice = ({ events }: LaunchRecord): boolean =>
  events.filter((event) => event.event === 'result' && event.do === 'pause').length === 2;

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

const found: Record<string, Record<string, number>> = {};
for (const count of values.phones.split(',').map(Number)) {
  found[String(count)] = await sweepOn(count);
  console.table(found);
}
rmSync(folder, { recursive: true, force: true });
