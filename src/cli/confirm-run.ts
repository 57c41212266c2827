import { dirname, resolve } from 'node:path';
import { confirmationsBeside, writeConfirmation } from '../compare/confirmation-file.js';
import { planConfirmation } from '../compare/to-confirm.js';
import type { ToConfirm } from '../compare/to-confirm.js';
import type { Night } from '../compare/night.js';
import type { Plan } from '../plan/plan.js';
import { countedEnds } from '../results/failures.js';
import { readJournal } from '../results/journal.js';
import { readProvenance } from '../results/read-provenance.js';
import { journalFile, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { possibleLaunches } from '../run/remaining.js';
import { createRun } from '../run/start.js';
import type { ComparedRun } from './compare-run.js';

/** The run that measures what a comparison awaits. */
export interface ConfirmationRun {
  readonly folder: RunFolder;
  readonly plan: Plan;
  readonly cases: number;
}

/**
 * Makes the folder of the run that measures what a comparison awaits, beside the candidate; or finds the one that was made
 * before and has not come to its end. Undefined where nothing is awaited.
 */
export async function confirmationRun({
  comparison,
  bases,
  candidate,
  paths,
}: Omit<ComparedRun, 'home'>): Promise<ConfirmationRun | undefined> {
  const wanted = planConfirmation(comparison, bases, candidate);
  if (wanted === undefined) return undefined;
  const { plan, part, cases } = wanted;
  const open = unfinished(candidate, wanted, comparison.is_strict);
  if (open !== undefined) return { folder: open, plan, cases: cases.length };
  const folder = await createRun(
    { plan, source: `confirmation of ${candidate.folder.id}`, suite: 'sweep' },
    dirname(candidate.folder.path),
    // Whatever phones a fleet file described have to be those again.
    readProvenance(candidate.folder).fleet,
  );
  writeConfirmation(folder, {
    v: 1,
    part,
    isStrict: comparison.is_strict,
    candidate: candidate.folder.id,
    bases: paths.bases.map((path) => resolve(path)),
    cases: [...cases],
  });
  return { folder, plan, cases: cases.length };
}

/** A confirmation of the same cases that owes launches still. */
function unfinished(candidate: Night, { part, cases }: ToConfirm, isStrict: boolean): RunFolder | undefined {
  const keyOf = (one: ToConfirm['cases'][number]): string => JSON.stringify(one);
  return confirmationsBeside(candidate.folder).findLast(({ folder, confirmation }) => {
    const known = new Set(confirmation.cases.map(keyOf));
    const isSame = confirmation.part === part && confirmation.isStrict === isStrict;
    return isSame && cases.every((one) => known.has(keyOf(one))) && owesLaunches(folder, confirmation.cases);
  })?.folder;
}

function owesLaunches(folder: RunFolder, cases: ToConfirm['cases']): boolean {
  const plan = readPlan(folder);
  return [...new Set(cases.map(({ udid }) => udid))].some((udid) => {
    const ended = countedEnds(readJournal(journalFile(folder, udid)));
    return possibleLaunches(plan, '', udid).some(({ id }) => !ended.has(id));
  });
}
