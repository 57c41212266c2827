import { basename } from 'node:path';
import { existsSync } from 'node:fs';
import { mostBytes } from '../bounds/bounds.js';
import { readFileWithin } from '../bounds/read-file.js';
import { planFile, provenanceFile, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { truthKey } from '../plan/plan.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { Problem } from '../problem.js';
import { checkSamePlan } from '../results/same-plan.js';
import { readCaseRows, readLaunchRows, readQualityRows } from '../results/read-tables.js';
import type { LaunchRow } from '../results/tables/launches.js';
import type { QualityRow } from '../results/tables/quality.js';
import type { CaseRow } from '../results/tables/results.js';
import { groupBy } from '../results/group-by.js';

/** A run as a comparison reads it: its tables, and what its plan says that they do not. */
export interface Night {
  readonly folder: RunFolder;
  /** By `caseKey`. */
  readonly rows: ReadonlyMap<string, CaseRow>;
  /** Undefined where the plan is gone or of another version: inputs are unknown then. */
  readonly plan: Plan | undefined;
  /** The launches that measured a case and ended well, in the order they ended. */
  launchesOf(row: CaseRow): readonly LaunchRow[];
  /** The images that a case's variant enlarged on its compute units. */
  outputsOf(row: CaseRow): readonly QualityRow[];
  /** What a case was timed with: equal texts are equal pictures and tiles. Undefined where it is unknown. */
  inputOf(row: CaseRow): string | undefined;
  /** The pictures that its quality was judged on, and their truths; likewise. */
  testsetOf(row: CaseRow): string | undefined;
}

/** Cases are the same where device, variant, compute units, size and pace are. */
export const caseKey = (row: CaseRow): string =>
  JSON.stringify([
    row.device_udid,
    row.variant,
    row.compute_units,
    row.image_width,
    row.image_height,
    row.pace_hz ?? 0,
  ]);

/** Reads a run. Throws a Problem where its tables are missing, damaged, of a newer version, or empty. */
export function readNight(folder: RunFolder): Night {
  // Frames for minutes slow a phone down by their nature: budgets judge that, and no night's latency is told from another's by it.
  const rows = readCaseRows(folder).filter(({ sustained_s }) => sustained_s === undefined);
  if (rows.length === 0) throw new Problem(`${folder.path} has no case to compare; run the sweep first`);
  const plan = planOf(folder);
  const launches = groupBy(
    readLaunchRows(folder).filter(({ kind, status }) => kind === 'measure' && status === 'ok'),
    ({ device_udid, case_id }) => JSON.stringify([device_udid, case_id]),
  );
  const outputs = groupBy(readQualityRows(folder), pairOnPhone);
  const measuring = new Map(
    plan?.launches.flatMap((each) => (each.kind === 'measure' ? [[each.case, each] as const] : [])),
  );
  const enlarging = new Map(
    plan?.launches.flatMap((each) =>
      each.kind === 'quality' ? [[pairKey(each.variant, each.computeUnits), each] as const] : [],
    ),
  );
  return {
    folder,
    rows: new Map(rows.map((row) => [caseKey(row), row])),
    plan,
    launchesOf: ({ device_udid, case_id }) => launches.get(JSON.stringify([device_udid, case_id])) ?? [],
    outputsOf: (row) => outputs.get(pairOnPhone(row)) ?? [],
    inputOf: ({ case_id }) => inputText(measuring.get(case_id)),
    testsetOf: ({ variant, compute_units }) => testsetText(plan, enlarging.get(pairKey(variant, compute_units))),
  };
}

/** The rows of each phone of a night, in their order. */
export const rowsByPhone = ({ rows }: Pick<Night, 'rows'>): ReadonlyMap<string, readonly CaseRow[]> =>
  groupBy(rows.values(), ({ device_udid }) => device_udid);

/** A baseline keeps its tables longer than a version of plans lasts. */
function planOf(folder: RunFolder): Plan | undefined {
  const file = planFile(folder);
  if (!existsSync(file)) return undefined;
  checkSamePlan(file, readFileWithin(file, mostBytes.plan.most).toString('utf8'), provenanceFile(folder));
  try {
    return readPlan(folder);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

const pairKey = (variant: string, units: string): string => JSON.stringify([variant, units]);
const pairOnPhone = (row: Pick<CaseRow, 'device_udid' | 'variant' | 'compute_units'>): string =>
  JSON.stringify([row.device_udid, row.variant, row.compute_units]);

/** Pictures are named by their sha256 on the phone. */
function inputText(launch: PlannedLaunch | undefined): string | undefined {
  if (launch === undefined) return undefined;
  const tiles = launch.job.steps.flatMap((step) => (step.do === 'measure' ? [step.tiles] : []))[0];
  return JSON.stringify([Object.values(launch.job.images).map(({ path }) => path), tiles]);
}

/** Truths are named by their sha256 on this host. */
function testsetText(plan: Plan | undefined, launch: PlannedLaunch | undefined): string | undefined {
  if (plan === undefined || launch === undefined) return undefined;
  const scale = plan.variants.find(({ name }) => name === launch.variant)?.scale ?? 1;
  const images = Object.entries(launch.job.images).map(([name, { path }]) => {
    const truth = plan.truths[truthKey(scale, name)];
    return [name, path, truth && basename(truth.source)];
  });
  return JSON.stringify(images.sort(([one = ''], [other = '']) => (one < other ? -1 : 1)));
}
