import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Problem } from '../problem.js';
import { hasEnded } from '../results/ended.js';
import type { RunFleet } from '../results/provenance.js';
import { readProvenance } from '../results/read-provenance.js';
import { openRunFolder, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { sessionOfOtherBuild } from './same-app.js';
import type { RunRequest } from './start.js';

/** What a run that goes on has to have in common with the one that would be begun now. */
export interface Now {
  readonly request: RunRequest;
  readonly fleet?: RunFleet | undefined;
  /** The build of the app that phones get; undefined where it cannot be another one. */
  readonly appBuild?: string | undefined;
}

/**
 * The latest run under `root` of the same plan, with the same files, fleet and app, where it was cut off before its end. Undefined
 * where there is none, and where the latest of that plan has ended: an older one is out of date.
 */
export function cutOffRun(root: string, now: Now): RunFolder | undefined {
  if (!existsSync(root)) return undefined;
  // The names begin with the moment.
  for (const name of readdirSync(root).sort().reverse()) {
    const folder = sameRun(join(root, name), now);
    if (folder !== undefined) return hasEnded(folder) ? undefined : folder;
  }
  return undefined;
}

function sameRun(path: string, { request, fleet, appBuild }: Now): RunFolder | undefined {
  try {
    const folder = openRunFolder(path);
    const before = readProvenance(folder);
    const isSame =
      before.plan_hash === request.plan.hash &&
      before.suite === request.suite &&
      (before.require_unit ?? false) === (request.requireUnit ?? false) &&
      before.fleet?.sha256 === fleet?.sha256 &&
      isDeepStrictEqual(readPlan(folder).sources, request.plan.sources) &&
      (appBuild === undefined || sessionOfOtherBuild(folder, appBuild) === undefined);
    return isSame ? folder : undefined;
  } catch (error) {
    // No run, or one that cannot go on.
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
