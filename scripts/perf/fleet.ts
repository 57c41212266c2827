/*
 * What a fleet costs its host: virtual phones whose app rests for most of the 10 s of app steps in each launch that measures, so that
 * what grows with their number is rezbench's and Appium's work alone.
 *
 *     npx tsx scripts/perf/fleet.ts [--phones 1,2,4,8,16] [--launches 3] [--rounds 3] [--app twin|swift] [--json FILE]
 *
 * The Swift app has to be built first (scripts/swift/build.sh); the twin starts Node in each launch.
 *
 * In each round and for each number of phones, `rezbench virtual` keeps them attached, and `rezbench run` sweeps them as it would real
 * ones. Measured are:
 *
 * - idle: the share of a phone's time outside app steps, from its first launch that measures to its last, and from launch to launch;
 * - wall: how long the run took, from its start to its exit;
 * - processor and memory of the run (Appium, workers, judge), and of what stands for the phones, which real phones would not cost;
 * - busy: the share of the host's processors that both used;
 * - waits: the share of time in which a process of the host waited for its processors, memory or disk: the largest limits the run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { end } from './child.js';
import { Pressure } from './pressure.js';
import { ProcessTree } from './process-tree.js';
import { writeRestingSweep } from './resting-sweep.js';
import { handOver } from './section.js';
import { fleet } from './sections/fleet.js';
import type { FleetSweep } from './sections/fleet.js';
import { attach, rezbench, sweepOn } from './swept.js';

const { values } = parseArgs({
  options: {
    phones: { type: 'string', default: '1,2,4,8,16' },
    launches: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    app: { type: 'string', default: 'twin' },
    json: { type: 'string' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'rezbench-fleet-'));
const sweep = writeRestingSweep(folder, Number(values.launches));

async function costOf(count: number, round: number): Promise<FleetSweep> {
  const { phones, settings } = await attach([rezbench, 'virtual', '--count', String(count), '--app', values.app]);
  const ofPhones = new ProcessTree(phones.pid ?? 0);
  const pressure = new Pressure();
  const swept = await sweepOn(count, { sweep, out: join(folder, `${String(count)}-${String(round)}`) }, settings);
  const waits = pressure.since();
  const emulation = ofPhones.end();
  await end(phones);
  const { wallSeconds, used: host } = swept;
  return {
    phones: count,
    idleShares: [...swept.idle],
    betweenShares: swept.between.map((shares) => [...shares]),
    launchStepsS: swept.launchStepsS,
    wallS: wallSeconds,
    runProcessorS: host.cpuSeconds,
    runPeakMb: host.peakMb,
    phonesProcessorS: emulation.cpuSeconds,
    phonesPeakMb: emulation.peakMb,
    busyShare: (host.cpuSeconds + emulation.cpuSeconds) / (wallSeconds * availableParallelism()),
    ...(waits && { waits }),
  };
}

try {
  const sweeps: FleetSweep[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const count of values.phones.split(',').map(Number)) sweeps.push(await costOf(count, round));
  }
  handOver(fleet, { app: values.app, sweeps }, values.json);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
