import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { contractVersion } from '../contract/job.js';
import type { Step } from '../contract/job.js';
import { projectRoot } from '../project.js';
import { makePlan } from '../plan/make-plan.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { readSweep } from '../plan/sweep.js';

/** The launches of a capture. What each of them shows of the driver and WebDriverAgent, docs/capture.md says. */
export const captureLaunches = {
  /** Over before XCTest can have attached to the app. */
  short: 'short',
  /** Ended by the host in the middle of a step. */
  killed: 'killed',
  /** As every measuring launch: the host is told of its end by a notification. */
  measured: 'measured',
  /** Something covers the app meanwhile. */
  alert: 'alert',
} as const;
export type CaptureLaunch = keyof typeof captureLaunches;

/** How a virtual iPhone is told to show an alert in the last of them, the third that predicts, for 3 s. */
export const alertFault = 'alert:3:3';

/** Long enough that the host surely ends it first; short enough that a phone which it cannot end is soon free. */
const killedS = 60;
const measuredS = 3;
/** Time for a person to cover the app. */
const alertS = 15;

const sweep = 'sweeps/first-light.yaml';
const variant = 'plain-x2-fp16-64';

/** Four launches, each of them as small as what it shows allows. They belong to no case, so tables stay empty. */
export async function capturePlan(inputs: string, { withAlert }: { readonly withAlert: boolean }): Promise<Plan> {
  const plan = await makePlan(readSweep(join(projectRoot, sweep)), inputs);
  const model = plan.launches.find(
    (launch) => launch.kind === 'measure' && launch.variant === variant && launch.computeUnits === 'all',
  );
  if (model === undefined) throw new Error(`${sweep} does not measure ${variant} on all compute units`);
  const launches = [
    bare(model, captureLaunches.short, [{ do: 'sentinel' }]),
    measuring(model, captureLaunches.killed, killedS),
    measuring(model, captureLaunches.measured, measuredS),
    ...(withAlert ? [measuring(model, captureLaunches.alert, alertS)] : []),
  ];
  return {
    ...plan,
    name: 'capture',
    cases: [],
    launches,
    anchors: [],
    primes: [],
    references: {},
    packages: {},
    truths: {},
    sources: pick(plan.sources, new Set(model.job.files.map(({ path }) => path))),
    hash: createHash('sha256')
      .update(JSON.stringify([plan.hash, launches]))
      .digest('hex'),
  };
}

/** A launch without a model. */
const bare = (model: PlannedLaunch, id: CaptureLaunch, steps: Step[]): PlannedLaunch =>
  trial(model, id, { v: contractVersion, files: [], arms: {}, images: {}, steps });

/** A launch that predicts back to back for so many seconds. */
function measuring(model: PlannedLaunch, id: CaptureLaunch, durationS: number): PlannedLaunch {
  const steps = model.job.steps.flatMap((step): Step[] => {
    switch (step.do) {
      case 'stage':
      case 'compile':
      case 'load':
      case 'pause':
      case 'unload':
        return [step];
      case 'measure':
        return step.scope === 'predict' ? [{ ...step, durationS }] : [];
      default:
        return [];
    }
  });
  return trial(model, id, { ...model.job, steps });
}

const trial = (
  { variant: name, computeUnits }: PlannedLaunch,
  id: CaptureLaunch,
  job: PlannedLaunch['job'],
): PlannedLaunch => ({ id, kind: 'trial', variant: name, computeUnits, expectedMs: 5000, job });

const pick = (all: Readonly<Record<string, string>>, keys: ReadonlySet<string>): Record<string, string> =>
  Object.fromEntries(Object.entries(all).filter(([key]) => keys.has(key)));
