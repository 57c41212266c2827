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
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { end } from './child.js';
import { ProcessTree } from './process-tree.js';
import { writeRestingSweep } from './resting-sweep.js';
import { attach, meanOf, rezbench, rounded, sweepOn } from './swept.js';

const { values } = parseArgs({
  options: {
    phones: { type: 'string', default: '1,2,4,8,16' },
    launches: { type: 'string', default: '6' },
    app: { type: 'string', default: 'twin' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'rezbench-fleet-'));
const sweep = writeRestingSweep(folder, Number(values.launches));

async function costOf(count: number): Promise<Record<string, number>> {
  const { phones, settings } = await attach([rezbench, 'virtual', '--count', String(count), '--app', values.app]);
  const ofPhones = new ProcessTree(phones.pid ?? 0);
  const { wallSeconds, idle, used: host } = await sweepOn(count, { sweep, out: join(folder, String(count)) }, settings);
  const emulation = ofPhones.end();
  await end(phones);
  return {
    'idle %': rounded(100 * meanOf(idle), 1),
    'worst phone %': rounded(100 * Math.max(...idle), 1),
    'wall s': rounded(wallSeconds, 1),
    'run: cpu s a phone': rounded(host.cpuSeconds / count, 1),
    'run: MB a phone': rounded(host.peakMb / count, 0),
    'phones: cpu s each': rounded(emulation.cpuSeconds / count, 1),
    'phones: MB each': rounded(emulation.peakMb / count, 0),
    'busy %': rounded((100 * (host.cpuSeconds + emulation.cpuSeconds)) / (wallSeconds * availableParallelism()), 0),
  };
}

const found: Record<string, Record<string, number>> = {};
for (const count of values.phones.split(',').map(Number)) {
  found[String(count)] = await costOf(count);
  console.table(found);
}
rmSync(folder, { recursive: true, force: true });
