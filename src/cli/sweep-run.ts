import { makePlan } from '../plan/make-plan.js';
import { storedInputs } from '../plan/pictures.js';
import type { Sweep } from '../plan/sweep.js';
import type { RunSource } from './carry-out.js';
import { refuseUnwritableFolder } from './writable.js';

/** A new run of a sweep. */
export async function newSweepRun(sweep: Sweep, resultsRoot: string): Promise<Extract<RunSource, { kind: 'new' }>> {
  refuseUnwritableFolder('--out', resultsRoot);
  const plan = await makePlan(sweep, storedInputs(resultsRoot));
  return { kind: 'new', request: { plan, source: sweep.path, suite: 'sweep' }, resultsRoot };
}
