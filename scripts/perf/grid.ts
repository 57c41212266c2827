/*
 * What a Selenium Grid costs: virtual phones whose launches have 10 s of app steps, mostly rest, so that what grows is the work of rezbench, Appium and
 * Grid alone. All of it on this host, which is also what stands for several hosts.
 *
 *     npx tsx scripts/perf/grid.ts --jar SELENIUM.jar [--paired-phones 2] [--pairs 4] [--phones 24] [--nodes 3] [--launches 5] [--app twin|swift]
 *         [--json FILE]
 *
 * First pairs of runs (none with --pairs 0) of the same phones, directly and through a Grid of one node; each way begins every other pair.
 * Measured are the seconds between the first launch and the end of the last one, in which a Grid is asked for everything, and those of the whole command:
 * directly it starts Appium first, and with a Grid the node has done so.
 *
 * Then one run of so many phones at so many nodes (none with --phones 0). Measured are:
 *
 * - idle: of each phone's time between its first and last launch, the share outside app steps; mean and worst phone;
 * - processor and memory of the run, of hub, of nodes with their Appiums, and of what stands for the phones, which real phones would not cost;
 * - busy: the share of the host's processors that all of them used;
 * - waits: the share of time in which a process of the host waited for its processors, memory or disk: the largest limits the run.
 */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../../src/project.js';
import { end } from './child.js';
import { startHub, startNode } from './grid-farm.js';
import { Pressure } from './pressure.js';
import { ProcessTree } from './process-tree.js';
import type { Used } from './process-tree.js';
import { writeRestingSweep } from './resting-sweep.js';
import { handOver } from './section.js';
import { grid } from './sections/grid.js';
import type { Farm, GridPair } from './sections/grid.js';
import { attach, sweepOn } from './swept.js';
import type { Attached, Swept } from './swept.js';

const { values } = parseArgs({
  options: {
    jar: { type: 'string', default: process.env['REZBENCH_GRID_JAR'] ?? '' },
    'paired-phones': { type: 'string', default: '2' },
    pairs: { type: 'string', default: '4' },
    phones: { type: 'string', default: '24' },
    nodes: { type: 'string', default: '3' },
    launches: { type: 'string', default: '5' },
    app: { type: 'string', default: 'twin' },
    json: { type: 'string' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'rezbench-grid-'));
const sweep = writeRestingSweep(folder, Number(values.launches));
const numberedPhones = join(projectRoot, 'scripts/perf/numbered-phones.ts');

/** Phones of a host, numbered from `first` on. */
const attachNumbered = (first: number, count: number): Promise<Attached> =>
  attach(['--import', 'tsx', numberedPhones, String(first), String(count), values.app]);

async function comparePairs(count: number, pairs: number): Promise<GridPair[]> {
  const [host, hub] = [await attachNumbered(1, count), await startHub(folder, values.jar)];
  const directly = (out: string): Promise<Swept> => sweepOn(count, { sweep, out }, host.settings);
  const throughGrid = async (out: string): Promise<Swept> => {
    const node = await startNode(hub, join(folder, 'node'), host.settings);
    try {
      return await sweepOn(count, { sweep, out, more: ['--grid', hub.url] }, host.settings);
    } finally {
      await end(node);
    }
  };
  const found: GridPair[] = [];
  for (let pair = 1; pair <= pairs; pair++) {
    const ways = [
      ['direct', directly],
      ['grid', throughGrid],
    ] as const;
    const order = pair % 2 === 1 ? ways : ways.toReversed();
    const swept: Partial<Record<'direct' | 'grid', Swept>> = {};
    for (const [name, way] of order) swept[name] = await way(join(folder, `${name}-${String(pair)}`));
    const { direct, grid: through } = swept;
    if (direct === undefined || through === undefined) throw new Error('a pair is incomplete');
    found.push({
      ...{ directS: direct.launchesSeconds, gridS: through.launchesSeconds },
      ...{ directCommandS: direct.wallSeconds, gridCommandS: through.wallSeconds },
    });
  }
  await end(hub.process);
  await end(host.phones);
  return found;
}

async function measureFarm(count: number, nodeCount: number): Promise<Farm> {
  const share = Math.ceil(count / nodeCount);
  const hub = await startHub(folder, values.jar);
  const hosts: Attached[] = [];
  const nodes: ChildProcess[] = [];
  for (let first = 1; first <= count; first += share) {
    const host = await attachNumbered(first, Math.min(share, count - first + 1));
    hosts.push(host);
    nodes.push(await startNode(hub, join(folder, `node-${String(first)}`), host.settings));
  }
  const treesOf = (children: readonly ChildProcess[]) => children.map(({ pid }) => new ProcessTree(pid ?? 0));
  const trees = {
    hub: treesOf([hub.process]),
    nodes: treesOf(nodes),
    phones: treesOf(hosts.map(({ phones }) => phones)),
  };
  const pressure = new Pressure();
  const settings = { REZBENCH_APP: hosts[0]?.settings['REZBENCH_APP'] ?? '' };
  const { idle, between, launchStepsS, wallSeconds, used } = await sweepOn(
    count,
    { sweep, out: join(folder, 'farm'), more: ['--grid', hub.url] },
    settings,
  );
  const waits = pressure.since();
  const usedBy = {
    run: spent(used),
    hub: spent(sumOf(trees.hub)),
    nodes: spent(sumOf(trees.nodes)),
    phones: spent(sumOf(trees.phones)),
  };
  for (const node of nodes) await end(node);
  await end(hub.process);
  for (const { phones } of hosts) await end(phones);
  const processorS = Object.values(usedBy).reduce((sum, each) => sum + each.processorS, 0);
  return {
    phones: count,
    nodes: nodes.length,
    idleShares: [...idle],
    betweenShares: between.map((shares) => [...shares]),
    launchStepsS,
    wallS: wallSeconds,
    busyShare: processorS / (wallSeconds * availableParallelism()),
    ...(waits && { waits }),
    used: usedBy,
  };
}

const spent = ({ cpuSeconds, peakMb }: Used): Farm['used']['run'] => ({ processorS: cpuSeconds, peakMb });

/** Peaks of several may not coincide: their sum is the most that they can have held together. */
function sumOf(trees: readonly ProcessTree[]): Used {
  const all = trees.map((tree) => tree.end());
  return {
    cpuSeconds: all.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    peakMb: all.reduce((sum, { peakMb }) => sum + peakMb, 0),
  };
}

if (values.jar === '') {
  console.error('name the jar of Selenium Grid by --jar or REZBENCH_GRID_JAR; test/grid/package.json has it');
  process.exit(2);
}
const [pairedPhones, phones] = [Number(values['paired-phones']), Number(values.phones)];
try {
  const pairs = Number(values.pairs) > 0 ? await comparePairs(pairedPhones, Number(values.pairs)) : [];
  const farm = phones > 0 ? await measureFarm(phones, Number(values.nodes)) : undefined;
  handOver(grid, { pairedPhones, pairs, ...(farm && { farm }) }, values.json);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
