import { distinct } from '../draw/report-data.js';
import type { ReadRun } from './read-runs.js';

/** A phone of the page, and where its figures are. */
export interface PhonePlace {
  /** Index into the page's phones. */
  readonly phone: number;
  /** As samples, launches and quality.csv have it. */
  readonly udid: string;
  readonly run: Pick<ReadRun, 'folder' | 'plan' | 'quality'>;
}

/** The phones in the order of the page: run after run, and in each by their first row. */
export function phonePlaces(runs: readonly (PhonePlace['run'] & Pick<ReadRun, 'udids'>)[]): PhonePlace[] {
  return runs
    .flatMap((run) => distinct(run.udids).map((udid) => ({ udid, run })))
    .map((place, phone) => ({ phone, ...place }));
}
