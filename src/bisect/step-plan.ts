import { confirmPlan } from '../plan/confirm-plan.js';
import { folderSweep } from '../plan/folder-sweep.js';
import { makePlan } from '../plan/make-plan.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { exitCodes, Problem } from '../problem.js';
import { nightly } from '../verdict/design.js';
import { blockOrder } from '../verdict/latencies.js';
import type { Build } from './builds.js';
import type { Setting } from './state.js';

/** Two builds to be measured in pairs on one phone. */
export interface Step {
  readonly base: Build;
  readonly candidate: Build;
  /** From 1. Launches are named after it: phones that draw noise by their names draw it anew. */
  readonly turn: number;
  readonly udid: string;
}

/** How often a paced case predicts. */
const pacedIterations = 10;

/** The confirmation of two builds. Throws a Problem for one that a phone cannot be given. */
export async function stepPlan({ base, candidate, turn, udid }: Step, setting: Setting, inputs: string): Promise<Plan> {
  const { computeUnits, width, height, paceHz } = setting;
  const ofFolder = folderSweep({
    models: setting.folder,
    images: undefined,
    computeUnits: [computeUnits],
    sizes: [{ width, height }],
  });
  const plan = await makePlan(
    {
      ...ofFolder,
      name: `bisect-${String(turn)}`,
      seed: turn,
      variants: [base.path, candidate.path],
      leftOut: [],
      measure: { ...ofFolder.measure, paced_iterations: paceHz === undefined ? 0 : pacedIterations },
    },
    inputs,
  );
  return confirmPlan(
    plan,
    [
      {
        udids: [udid],
        candidate: measuring(plan, candidate, paceHz),
        base: measuring(plan, base, paceHz),
        baseSources: plan.sources,
      },
    ],
    {
      stem: `bisect-${String(turn)}`,
      launches: nightly.launches,
      blockIterations: nightly.blockIterations,
      seed: turn,
      orderFrom: (first) =>
        blockOrder(nightly.pairs, first === 'a' ? 'base' : 'candidate').map((arm) => (arm === 'base' ? 'a' : 'b')),
    },
  );
}

function measuring({ cases, launches, variants }: Plan, { path, sha256 }: Build, paceHz?: number): PlannedLaunch {
  const named = new Set(variants.flatMap((variant) => (variant.sha256 === sha256 ? [variant.name] : [])));
  const ofBuild = cases.filter(
    (one) => named.has(one.variant) && (one.paceHz === undefined) === (paceHz === undefined),
  );
  const found = launches.find(({ kind, case: id }) => kind === 'measure' && ofBuild.some((one) => one.id === id));
  if (found !== undefined) return found;
  const why =
    ofBuild.find(({ unsupported }) => unsupported !== undefined)?.unsupported ?? 'no such case can be planned';
  throw new Problem(
    `${path} cannot be measured: ${why}; take it out of the folder, or choose another --size or --units`,
    exitCodes.missing,
  );
}
