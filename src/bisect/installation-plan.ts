import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { folderSweep } from '../plan/folder-sweep.js';
import { makePlan } from '../plan/make-plan.js';
import type { Plan } from '../plan/plan.js';
import { exitCodes, Problem } from '../problem.js';
import { packageDigest } from '../plan/package-digest.js';
import { installations } from './in-turns.js';
import type { Setting } from './state.js';

/** How often a paced case predicts. */
const pacedIterations = 10;

/** One installation of a build in a step of a bisection, both from 1. */
export interface Place {
  readonly turn: number;
  readonly number: number;
  readonly udid: string;
}

/**
 * What is measured of one installation: fresh launches of one case, of fixed length. Launches are named after their place, so
 * that phones that draw noise by their names draw it anew. Throws a Problem for a package that is gone, or that a phone cannot be
 * given.
 */
export async function installationPlan(
  { turn, number, udid }: Place,
  { model, computeUnits, width, height, paceHz }: Setting,
  inputs: string,
): Promise<Plan> {
  if (model === undefined) throw new Error('packages take turns within a launch');
  if (packageDigest(model.path) !== model.sha256) {
    throw new Problem(
      `${model.path} is gone or not what the bisection began with; put it back, or begin the bisection anew`,
      exitCodes.missing,
    );
  }
  const ofFolder = folderSweep({
    models: dirname(model.path),
    images: undefined,
    computeUnits: [computeUnits],
    sizes: [{ width, height }],
  });
  const name = `bisect-${String(turn)}-${String(number)}`;
  const plan = await makePlan(
    {
      ...ofFolder,
      name,
      seed: turn,
      variants: [model.path],
      leftOut: [],
      measure: {
        ...ofFolder.measure,
        iterations: installations.iterations,
        min_seconds: 0,
        end_to_end_iterations: 1,
        launches: installations.launches,
        paced_iterations: paceHz === undefined ? 0 : pacedIterations,
      },
    },
    inputs,
  );
  const possible = plan.cases.filter((one) => (one.paceHz === undefined) === (paceHz === undefined));
  const measuring = plan.launches.filter(({ kind }) => kind === 'measure');
  const wanted = possible.find(({ id }) => measuring.some((launch) => launch.case === id));
  if (wanted === undefined) {
    const why =
      possible.find(({ unsupported }) => unsupported !== undefined)?.unsupported ?? 'no such case can be planned';
    throw new Problem(
      `${model.path} cannot be measured: ${why}; choose another --size, --units or --model`,
      exitCodes.missing,
    );
  }
  const content = {
    ...plan,
    cases: [wanted],
    launches: measuring
      .filter((launch) => launch.case === wanted.id)
      .map((launch) => ({ ...launch, id: `${name}-${launch.id}`, devices: [udid] })),
    anchors: [],
    installsAnew: true as const,
  };
  // Where this host has files is no part of what is measured.
  const hashed = JSON.stringify({ ...content, hash: '', sources: {} });
  return { ...content, hash: createHash('sha256').update(hashed).digest('hex') };
}
