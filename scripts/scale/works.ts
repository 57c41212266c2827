import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gateRun } from '../../src/gate/gate-run.js';
import { openHistory } from '../../src/history/database.js';
import { importRun } from '../../src/history/import-run.js';
import { trends } from '../../src/history/trend.js';
import { reportRuns } from '../../src/report/report-runs.js';
import { packageVersion } from '../../src/project.js';
import { writeProvenance } from '../../src/results/provenance.js';
import { openRunFolder, planFile, readPlan } from '../../src/results/run-folder.js';
import type { RunFolder } from '../../src/results/run-folder.js';
import { concludeRun, judgeAndTabulate } from '../../src/run/conclude.js';
import { spentOn } from '../perf/spent.js';
import type { Spent } from '../perf/spent.js';
import { writeSyntheticRun } from '../perf/synthetic-run.js';
import { casesOf, writeSweep } from './farm.js';
import type { Farm } from './farm.js';
import { writeLaterNight } from './later-nights.js';
import { carryOutNight, planNight, resultsOf } from './night.js';

/** What a work is done on: a farm, its folder, and the runs of its nights so far, the first one first. */
interface At {
  readonly home: string;
  readonly farm: Farm;
  readonly runs: readonly string[];
}

/** What a work took, and the runs that it made. */
export interface Done extends Spent {
  readonly made: readonly string[];
}

const budgets =
  'rules: [{ metric: latency_median_ms, max: 10000 }, { metric: latency_median_ms, max_regression: 10 % }]\n';

export const historyOf = (home: string): string => join(home, 'history.duckdb');

const foldersOf = ({ runs }: At) => runs.map((path) => openRunFolder(path));

function nightsOf(at: At) {
  const [first, ...later] = foldersOf(at);
  const last = later.at(-1) ?? first;
  if (first === undefined || last === undefined) throw new Error('the farm has had no night');
  return { first, last };
}

async function withHistory(home: string, work: (history: Awaited<ReturnType<typeof openHistory>>) => Promise<unknown>) {
  const history = await openHistory(historyOf(home), { mayMake: true });
  try {
    return await spentOn(() => work(history));
  } finally {
    history.close();
  }
}

/** Writes the journals and events of a night on which every phone measured all cases, a launch each. */
async function makeUpNight(home: string, { phones, iterations, ...farm }: Farm): Promise<RunFolder> {
  // Its variants run on two units.
  const variants = casesOf(farm) / 2;
  const size = { seed: 1, phones, variants, launches: 1, iterations };
  const folder = writeSyntheticRun(join(resultsOf(home), 'made-up'), size);
  const about = { version: packageVersion(), root: undefined, source: 'made-up', suite: 'sweep' };
  await writeProvenance(folder, readPlan(folder), readFileSync(planFile(folder), 'utf8'), about);
  return folder;
}

/** What is measured, each in a process of its own, in this order. */
export const works = {
  async plan({ home, farm }) {
    const made: string[] = [];
    if (farm.isMadeUp) return { ...(await spentOn(async () => made.push((await makeUpNight(home, farm)).path))), made };
    const sweep = writeSweep(home, farm);
    const spent = await spentOn(async () => made.push((await planNight(home, sweep, farm)).path));
    return { ...spent, made };
  },
  async 'carry out'(at) {
    const { first } = nightsOf(at);
    const { home, farm } = at;
    return { ...(await spentOn(() => (farm.isMadeUp ? undefined : carryOutNight(home, first, farm)))), made: [] };
  },
  async tables(at) {
    const { first } = nightsOf(at);
    return { ...(await spentOn(() => (at.farm.isMadeUp ? judgeAndTabulate(first) : concludeRun(first)))), made: [] };
  },
  /** The nights that follow. */
  async 'later nights'(at) {
    const made: string[] = [];
    const { first } = nightsOf(at);
    const spent = await spentOn(() => {
      for (let days = 1; days < at.farm.nights; days++) made.push(writeLaterNight(first, days).path);
    });
    return { ...spent, made };
  },
  /** The last night against the first. */
  async gate(at) {
    const { first, last } = nightsOf(at);
    const file = join(at.home, 'budgets.yaml');
    writeFileSync(file, budgets);
    const asked = { file, level: 'nightly', allowVirtual: true, baseline: first } as const;
    return { ...(await spentOn(() => gateRun(last, asked))), made: [] };
  },
  async import(at) {
    const spent = await withHistory(at.home, async (history) => {
      for (const folder of foldersOf(at)) await importRun(history, folder, new Date());
    });
    return { ...spent, made: [] };
  },
  async trend({ home }) {
    const spent = await withHistory(home, (history) => trends(history, { metric: 'latency_median_ms', cases: '*' }));
    return { ...spent, made: [] };
  },
  async report(at) {
    const { first } = nightsOf(at);
    return { ...(await spentOn(() => reportRuns([first]))), made: [] };
  },
} as const satisfies Readonly<Record<string, (at: At) => Promise<Done>>>;

export type Work = keyof typeof works;
export const workNames = Object.keys(works) as Work[];
