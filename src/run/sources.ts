import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { modelArmsOf } from '../contract/job.js';
import { packageDigest } from '../plan/package-digest.js';
import { packageSource } from '../plan/staged.js';
import { truthKey } from '../plan/plan.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { Problem } from '../problem.js';

/**
 * Looks whether this host still has what launches push to the phone and what their outputs are compared with, byte for byte
 * as it was planned with. Each file is read once, however many launches need it. Throws a Problem that names what is missing
 * or has changed, before a phone spends time on it.
 */
export function checkSources(plan: Plan, launches: readonly PlannedLaunch[]): void {
  const seen = new Set<string>();
  const once = (path: string, isSame: () => boolean): void => {
    if (seen.has(path)) return;
    seen.add(path);
    if (isSame()) return;
    throw new Problem(`${path} is missing or has changed since the plan was made; put it back, or run the sweep anew`);
  };
  for (const launch of launches) {
    const { files } = launch.job;
    const inPackages = new Set<string>();
    for (const arm of modelArmsOf(launch.job)) {
      const path = packageSource(plan.sources, arm);
      if (path === undefined) continue;
      once(path, () => packageDigest(path) === arm.sha256);
      for (const file of files) if (isWithin(arm.model, file.path)) inPackages.add(file.path);
    }
    for (const { path, bytes, sha256 } of files.filter((file) => !inPackages.has(file.path))) {
      const source = plan.sources[path] ?? path;
      once(source, () => holds(source, sha256, bytes));
    }
    if (launch.kind === 'quality') checkJudged(plan, launch, once);
  }
}

/** What the outputs of a launch are compared with, and the networks that compare. */
function checkJudged(plan: Plan, launch: PlannedLaunch, once: (path: string, isSame: () => boolean) => void): void {
  const reference = plan.references[launch.variant];
  const path = reference && plan.packages[reference.sha256];
  if (path !== undefined) once(path, () => packageDigest(path) === reference?.sha256);
  for (const [sha256, file] of Object.entries(plan.networkFiles ?? {})) once(file, () => holds(file, sha256));
  const scale = plan.variants.find(({ name }) => name === launch.variant)?.scale ?? 1;
  for (const image of Object.keys(launch.job.images)) {
    const truth = plan.truths[truthKey(scale, image)];
    if (truth === undefined) continue;
    const bytes = truth.width * truth.height * 3;
    once(truth.source, () => holds(truth.source, basename(truth.source, '.rgb'), bytes));
  }
}

const isWithin = (model: string, path: string): boolean => path === model || path.startsWith(`${model}/`);

const holds = (file: string, sha256: string, bytes = statSync(file, { throwIfNoEntry: false })?.size): boolean =>
  bytes !== undefined &&
  statSync(file, { throwIfNoEntry: false })?.size === bytes &&
  createHash('sha256').update(readFileSync(file)).digest('hex') === sha256;
