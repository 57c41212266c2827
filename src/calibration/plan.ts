import { modelArmOf } from '../contract/job.js';
import { confirmPlan } from '../plan/confirm-plan.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { Problem } from '../problem.js';
import { nightly } from '../verdict/design.js';
import { blockOrder } from '../verdict/latencies.js';

/** What to calibrate phones with. */
export interface Asked {
  /** A case of the sweep; where none is named the first one on all compute units. */
  readonly caseId?: string | undefined;
  readonly launches: number;
  /** How many calibrations there have been, this one with them: each has launches of its own. */
  readonly turn: number;
}

/**
 * The plan of a calibration: launches in which one package takes turns with itself, as a confirmation has two of them do, on
 * every phone of the run. Throws a Problem for a case that the sweep does not measure.
 */
export function calibrationPlan(sweep: Plan, { caseId, launches, turn }: Asked): Plan {
  const launch = measuring(sweep, caseId);
  return confirmPlan(sweep, [{ candidate: launch, base: launch, baseSources: {} }], {
    purpose: 'calibrate',
    stem: `calibrate-${String(turn)}`,
    launches,
    blockIterations: nightly.blockIterations,
    seed: sweep.seed + turn,
    orderFrom: (first) =>
      blockOrder(nightly.pairs, first === 'a' ? 'base' : 'candidate').map((arm) => (arm === 'base' ? 'a' : 'b')),
  });
}

function measuring({ name, cases, launches }: Plan, wanted: string | undefined): PlannedLaunch {
  const measured = new Map(
    launches.flatMap((launch) =>
      launch.kind === 'measure' && launch.case !== undefined ? [[launch.case, launch]] : [],
    ),
  );
  // A paced case takes a second for each prediction.
  const steady = cases.filter(({ id, paceHz }) => paceHz === undefined && measured.has(id));
  const chosen = wanted ?? (steady.find(({ computeUnits }) => computeUnits === 'all') ?? steady[0])?.id ?? '';
  const found = measured.get(chosen);
  if (found !== undefined) return found;
  const known = steady.map(({ id }) => id).join(', ');
  throw new Problem(`--case ${chosen}: sweep ${name} measures no such case; name one of ${known}`);
}

/** Whether launches of a plan compare a package with itself. */
export const isCalibration = ({ launches }: Plan): boolean =>
  launches.some(({ kind, job }) => kind === 'confirm' && modelArmOf(job, 'a')?.sha256 === modelArmOf(job, 'b')?.sha256);
