import { dirname } from 'node:path';
import { baselinesIn, isBaselines, pinnedPackage, readBaselines } from '../baseline/store.js';
import { modelArmsOf } from '../contract/job.js';
import { confirmPlan } from '../plan/confirm-plan.js';
import type { CaseToConfirm, Pairing } from '../plan/confirm-plan.js';
import { packageDigest } from '../plan/package-digest.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { packageSource } from '../plan/staged.js';
import { exitCodes, Problem } from '../problem.js';
import { blockOrder } from '../verdict/latencies.js';
import type { Bases } from './bases.js';
import { matchCase } from './compare-case.js';
import type { Comparison } from './comparison.js';
import type { CaseInConfirmation, Part } from './confirmation-file.js';
import { designOf } from './confirmations.js';
import type { Finding } from './finding.js';
import type { Night } from './night.js';
import { groupBy } from '../results/group-by.js';

/** The paired launches that a comparison awaits. */
export interface ToConfirm {
  readonly part: Part;
  readonly plan: Plan;
  readonly cases: readonly CaseInConfirmation[];
}

/**
 * Plans what a comparison awaits: what is suspicious before what has to be repeated. Undefined where it awaits nothing. Throws
 * a Problem where a package or a plan that it takes is gone.
 */
export function planConfirmation(comparison: Comparison, bases: Bases, candidate: Night): ToConfirm | undefined {
  const awaiting = comparison.findings.filter(({ awaits }) => awaits === 'confirmation');
  const part: Part = awaiting.length > 0 ? 'first' : 'repeat';
  const wanted = part === 'first' ? awaiting : comparison.findings.filter(({ awaits }) => awaits === 'repetition');
  if (wanted.length === 0) return undefined;
  const { is_strict: isStrict } = comparison;
  // A repetition has an order of its own.
  const paired = planPairs(wanted, bases, candidate, {
    isStrict,
    stem: part === 'first' ? 'confirm' : 'repeat',
    seedShift: part === 'first' ? 0 : 1,
  });
  return { part, ...paired };
}

/** How pairs are measured: as before a release or not, and what sets them apart from others of the same cases. */
export interface PairsAsked {
  readonly isStrict: boolean;
  readonly stem: Pairing['stem'];
  readonly seedShift: number;
}

/** What names a case of the candidate. */
type CaseOnPhone = Pick<Finding, 'device_udid' | 'case_id'>;

/** Plans paired launches of cases of the candidate. Throws a Problem where a package, a plan or the case's base is gone. */
export function planPairs(
  wanted: readonly CaseOnPhone[],
  bases: Bases,
  candidate: Night,
  { isStrict, stem, seedShift }: PairsAsked,
): Pick<ToConfirm, 'plan' | 'cases'> {
  const plan = planOf(candidate);
  const found = wanted.map((one) => pairFor(one, bases, candidate, plan));
  const design = designOf(isStrict);
  const pairing: Pairing = {
    launches: design.launches,
    blockIterations: design.blockIterations,
    stem,
    seed: plan.seed + seedShift,
    orderFrom: (first) =>
      blockOrder(design.pairs, first === 'a' ? 'base' : 'candidate').map((arm) => (arm === 'base' ? 'a' : 'b')),
  };
  return { plan: confirmPlan(plan, onPhones(found), pairing), cases: found.map(({ record }) => record) };
}

interface Pair {
  readonly record: CaseInConfirmation;
  readonly toConfirm: Omit<CaseToConfirm, 'udids'>;
}

/** The same case with the same two packages is one for all phones that have it. */
function onPhones(pairs: readonly Pair[]): CaseToConfirm[] {
  const groups = groupBy(pairs, ({ record }) => JSON.stringify([record.caseId, record.base]));
  return [...groups.values()].map((group) => {
    return { ...group[0].toConfirm, udids: group.map(({ record }) => record.udid) };
  });
}

export function planOf({ plan, folder }: Night): Plan {
  if (plan !== undefined) return plan;
  throw new Problem(
    `${folder.path} has no plan that this version of rezbench reads, so nothing of it can be measured again; sweep anew`,
    exitCodes.missing,
  );
}

function pairFor(finding: CaseOnPhone, bases: Bases, candidate: Night, plan: Plan): Pair {
  const row = [...candidate.rows.values()].find(
    ({ device_udid, case_id }) => device_udid === finding.device_udid && case_id === finding.case_id,
  );
  const latency = row && matchCase(row, bases.of(row.device_udid), candidate).latency;
  const seen = latency === undefined || 'refused' in latency ? undefined : latency.pinned.at(-1);
  // Whatever awaits a confirmation was matched; an alarm of an earlier comparison may have had another base.
  if (row === undefined || seen === undefined) {
    throw new Problem(
      `${finding.case_id} of ${candidate.folder.path} has nothing in ${bases.named.join(', ')} to be measured beside; give the base that it was compared with`,
      exitCodes.missing,
    );
  }
  const launch = measuring(plan, row.case_id, candidate);
  const base = measuring(planOf(seen.night), seen.row.case_id, seen.night);
  const baseSources = sourcesOf(base, seen.night, [...bases.named, baselinesIn(dirname(candidate.folder.path))]);
  sourcesOf(launch, candidate, []);
  return {
    record: { udid: row.device_udid, caseId: row.case_id, base: packageOf(base), candidate: packageOf(launch) },
    toConfirm: { candidate: launch, base, baseSources },
  };
}

function measuring({ launches }: Plan, caseId: string, { folder }: Night): PlannedLaunch {
  const found = launches.find((launch) => launch.kind === 'measure' && launch.case === caseId);
  if (found !== undefined) return found;
  throw new Problem(`${folder.path}/plan.json has no launch that measures ${caseId}; sweep anew`, exitCodes.missing);
}

const armOf = ({ job }: PlannedLaunch) => modelArmsOf(job)[0];
const packageOf = (launch: PlannedLaunch): string => armOf(launch)?.sha256 ?? '';

/**
 * Where this host has the files of a launch: where they were, or in a baseline that keeps its package. Throws a Problem where
 * the package is in neither.
 */
function sourcesOf(launch: PlannedLaunch, { plan, folder }: Night, stores: readonly string[]): Record<string, string> {
  const arm = armOf(launch);
  const sources = plan?.sources ?? {};
  const path = arm && packageSource(sources, arm);
  const files = launch.job.files.map(({ path: file }) => file);
  const known = Object.fromEntries(
    files.flatMap((file) => {
      const source = sources[file];
      return source === undefined ? [] : [[file, source] as const];
    }),
  );
  if (arm === undefined || (path !== undefined && packageDigest(path) === arm.sha256)) return known;
  for (const store of new Set(stores.filter(isBaselines))) {
    const kept = pinnedPackage(readBaselines(store), arm.sha256);
    if (kept === undefined) continue;
    const moved = files.filter((file) => file.startsWith(arm.model));
    return {
      ...known,
      ...Object.fromEntries(moved.map((file) => [file, kept + file.slice(arm.model.length)] as const)),
    };
  }
  throw new Problem(
    `the package of ${launch.variant} that ${folder.id} measured is not at ${path ?? 'its place'} any more; put it back (npx rezbench promote keeps the packages of a run)`,
    exitCodes.missing,
  );
}
