/*
 * What a Selenium Grid costs: virtual phones whose app rests for 10 s in each launch, so that what grows is the work of rezbench, Appium and
 * Grid alone. All of it on this host, which is also what stands for several hosts.
 *
 *     npx tsx scripts/perf/grid.ts --jar SELENIUM.jar [--paired-phones 2] [--pairs 4] [--phones 24] [--nodes 3] [--launches 6]
 *
 * First pairs of runs (none with --pairs 0) of the same phones, directly and through a Grid of one node; each way begins every other pair.
 * Printed are the seconds between the first launch and the end of the last one, in which a Grid is asked for everything, and those of the whole command:
 * directly it starts Appium first, and with a Grid the node has done so.
 *
 * Then one run of so many phones at so many nodes (none with --phones 0). Printed are:
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
import { median } from '../../src/stats/summary.js';
import { end } from './child.js';
import { startHub, startNode } from './grid-farm.js';
import { Pressure } from './pressure.js';
import { ProcessTree } from './process-tree.js';
import type { Used } from './process-tree.js';
import { writeRestingSweep } from './resting-sweep.js';
import { attach, meanOf, rounded, sweepOn } from './swept.js';
import type { Attached, Swept } from './swept.js';

const { values } = parseArgs({
  options: {
    jar: { type: 'string', default: process.env['REZBENCH_GRID_JAR'] ?? '' },
    'paired-phones': { type: 'string', default: '2' },
    pairs: { type: 'string', default: '4' },
    phones: { type: 'string', default: '24' },
    nodes: { type: 'string', default: '3' },
    launches: { type: 'string', default: '6' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'rezbench-grid-'));
const sweep = writeRestingSweep(folder, Number(values.launches));
const numberedPhones = join(projectRoot, 'scripts/perf/numbered-phones.ts');

/** Phones of a host, numbered from `first` on. */
const attachNumbered = (first: number, count: number): Promise<Attached> =>
  attach(['--import', 'tsx', numberedPhones, String(first), String(count)]);

async function comparePairs(count: number, pairs: number): Promise<void> {
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
  const rows: Record<string, number | string>[] = [];
  for (let pair = 1; pair <= pairs; pair++) {
    const ways = [
      ['direct', directly],
      ['grid', throughGrid],
    ] as const;
    const found: Partial<Record<'direct' | 'grid', Swept>> = {};
    const order = pair % 2 === 1 ? ways : ways.toReversed();
    for (const [name, way] of order) found[name] = await way(join(folder, `${name}-${String(pair)}`));
    const { direct, grid } = found;
    if (direct === undefined || grid === undefined) throw new Error('a pair is incomplete');
    const added = 100 * (grid.launchesSeconds / direct.launchesSeconds - 1);
    rows.push({
      first: pair % 2 === 1 ? 'direct' : 'grid',
      'direct: launches s': rounded(direct.launchesSeconds, 1),
      'grid: launches s': rounded(grid.launchesSeconds, 1),
      'grid adds %': rounded(added, 1),
      'direct: command s': rounded(direct.wallSeconds, 1),
      'grid: command s': rounded(grid.wallSeconds, 1),
    });
    console.table(rows);
  }
  const added = rows.map((row) => Number(row['grid adds %']));
  console.log(
    `${String(count)} phones, ${String(pairs)} pairs: Grid adds ${String(rounded(median(added), 1))} % (median)\n`,
  );
  await end(hub.process);
  await end(host.phones);
}

async function measureFarm(count: number, nodeCount: number): Promise<void> {
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
  const { idle, wallSeconds, used } = await sweepOn(
    count,
    { sweep, out: join(folder, 'farm'), more: ['--grid', hub.url] },
    settings,
  );
  const waits = pressure.since();
  const usedBy: Record<string, Used> = {
    run: used,
    hub: sumOf(trees.hub),
    'nodes, Appiums': sumOf(trees.nodes),
    'emulated phones': sumOf(trees.phones),
  };
  for (const node of nodes) await end(node);
  await end(hub.process);
  for (const { phones } of hosts) await end(phones);
  const cpuSeconds = Object.values(usedBy).reduce((sum, each) => sum + each.cpuSeconds, 0);
  console.table({
    [`${String(count)} phones, ${String(nodes.length)} nodes`]: {
      'idle %': rounded(100 * meanOf(idle), 1),
      'worst phone %': rounded(100 * Math.max(...idle), 1),
      'wall s': rounded(wallSeconds, 1),
      'busy %': rounded((100 * cpuSeconds) / (wallSeconds * availableParallelism()), 0),
      ...(waits && {
        'waits for cpu %': rounded(100 * waits.cpu, 0),
        'for memory %': rounded(100 * waits.memory, 0),
        'for disk %': rounded(100 * waits.io, 0),
      }),
    },
  });
  const rows = Object.entries(usedBy).map(([what, each]) => [
    what,
    {
      'cpu s': rounded(each.cpuSeconds, 1),
      'cpu s a phone': rounded(each.cpuSeconds / count, 1),
      'peak MB': rounded(each.peakMb, 0),
    },
  ]);
  console.table(Object.fromEntries(rows));
}

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
if (Number(values.pairs) > 0) await comparePairs(Number(values['paired-phones']), Number(values.pairs));
if (Number(values.phones) > 0) await measureFarm(Number(values.phones), Number(values.nodes));
rmSync(folder, { recursive: true, force: true });
