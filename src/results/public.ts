import type { LaunchRow } from './tables/launches.js';
import type { QualityRow } from './tables/quality.js';
import type { CaseRow } from './tables/results.js';
import type { SampleRow } from './tables/samples.js';
import type { Provenance } from './read-provenance.js';
import { readProvenance } from './read-provenance.js';
import { readCaseRows, readLaunchRows, readQualityRows, readSampleRows } from './read-tables.js';
import { openRunFolder } from './run-folder.js';

/*
 * `rezbench/tables`: a run's tables as typed rows. A run is named by its folder, such as `results/2026-11-26T08-00-00-demo`.
 * Fields have the names of the columns, which docs/glossary.md defines with their units; what a row does not have is
 * undefined, never 0 or ''. Tables of older versions are read as well. A Problem, whose message is one sentence for the user,
 * is thrown for a folder that holds no run, a table that is missing, damaged or edited, and one that a newer version wrote.
 */

export { Problem } from '../problem.js';
export type { CaseRow, LaunchRow, Provenance, QualityRow, SampleRow };

/** results.csv: a row for each case, a variant with compute units and an image size on a phone. */
export const readCases = (run: string): CaseRow[] => readCaseRows(openRunFolder(run));

/** quality.csv: a row for each image of the test set, as a variant with compute units enlarged it on a phone. */
export const readQuality = (run: string): QualityRow[] => readQualityRows(openRunFolder(run));

/** launches.csv: a row for each attempt at a launch, with its median in milliseconds or what it was lost to. */
export const readLaunches = (run: string): LaunchRow[] => readLaunchRows(openRunFolder(run));

/** samples.csv: a row for each timed prediction. Nothing is smoothed or left out, so there may be millions. */
export const readSamples = (run: string): SampleRow[] => readSampleRows(openRunFolder(run));

/** run.json: which version of rezbench measured what on which host, and when the run began. */
export const readRunProvenance = (run: string): Provenance => readProvenance(openRunFolder(run));
