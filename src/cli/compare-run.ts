import { basename, resolve } from 'node:path';
import { withAlarms } from '../compare/alarms/alarms-beside.js';
import { readBases } from '../compare/bases.js';
import type { Bases } from '../compare/bases.js';
import { compareRuns } from '../compare/compare-runs.js';
import type { ComparisonWithAlarms } from '../compare/comparison.js';
import { confirmationsOf } from '../compare/confirmations.js';
import { readNight } from '../compare/night.js';
import type { Night } from '../compare/night.js';
import type { Paths } from '../compare/next-steps.js';
import { homeOf, redacted, removeComparison, writeComparison } from '../compare/write-comparison.js';
import { openRunFolder } from '../results/run-folder.js';

/** A comparison that is written, and what it was made of. */
export interface ComparedRun {
  /** As it is shown: without names where that was asked for. */
  readonly comparison: ComparisonWithAlarms;
  readonly bases: Bases;
  readonly candidate: Night;
  readonly paths: Paths;
  /** The folder with its files. */
  readonly home: string;
}

/** Compares a run with its bases and with what confirmations beside it have found, and writes that into its folder. */
export function compareAndWrite(paths: Paths, { isStrict = false, redact = false } = {}): ComparedRun {
  const folder = openRunFolder(paths.candidate);
  const home = homeOf(folder, redact);
  removeComparison(home);
  const candidate = readNight(folder);
  const bases = readBases(paths.bases, candidate);
  const compared = compareRuns(bases, candidate, { isStrict, confirmed: confirmationsOf(candidate, isStrict) });
  const whole = withAlarms(compared, bases, candidate);
  const comparison = redact ? redacted([...candidate.rows.values()], whole) : whole;
  // A folder may be named after somebody.
  writeComparison(home, comparison, redact ? withoutFolders(paths) : paths);
  return { comparison, bases, candidate, paths, home };
}

const withoutFolders = ({ bases, candidate }: Paths): Paths => ({
  bases: bases.map(named),
  candidate: named(candidate),
});

const named = (path: string): string => `results/${basename(resolve(path))}`;
