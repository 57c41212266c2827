import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../problem.js';
import { planFile, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { isCalibration } from './plan.js';

/** The calibrations in a folder of runs, from old to new. What this version cannot read is left out. */
export function calibrationsIn(resultsRoot: string): RunFolder[] {
  if (!existsSync(resultsRoot)) return [];
  return (
    readdirSync(resultsRoot, { withFileTypes: true })
      // The name is but a sieve: to read the plan of every run would take long.
      .filter((entry) => entry.isDirectory() && entry.name.includes('-calibrate-'))
      .map(({ name }): RunFolder => ({ path: join(resultsRoot, name), id: name }))
      .sort((one, other) => (one.id < other.id ? -1 : 1))
      .filter(isReadable)
  );
}

function isReadable(folder: RunFolder): boolean {
  if (!existsSync(planFile(folder))) return false;
  try {
    return isCalibration(readPlan(folder));
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}
