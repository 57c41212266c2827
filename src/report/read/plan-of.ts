import type { Plan } from '../../plan/plan.js';
import { Problem } from '../../problem.js';
import { readPlan } from '../../results/run-folder.js';
import type { RunFolder } from '../../results/run-folder.js';

/** The plan of a run; undefined where tables of an older version, or tables alone, come without one that can be read. */
export function planOf(folder: RunFolder): Plan | undefined {
  try {
    return readPlan(folder);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
