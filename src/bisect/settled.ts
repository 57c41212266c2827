import { countedEnds, isFailure } from '../results/failures.js';
import { readJournal } from '../results/journal.js';
import { journalFile, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';

/** Whether each launch of a run has its last word on this phone, so that going on with the run would measure nothing more. */
export function isSettled(folder: RunFolder, udid: string): boolean {
  const ends = countedEnds(readJournal(journalFile(folder, udid)));
  return readPlan(folder).launches.every(({ id }) => {
    const end = ends.get(id);
    return end !== undefined && !isFailure(end.outcome);
  });
}
