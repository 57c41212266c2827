import { exitCodes } from '../problem.js';
import type { ExitCode } from '../problem.js';
import { startRun } from './start.js';
import type { Where, Work } from './start.js';
import { caseOutcome } from '../results/case-outcome.js';
import { caseRecords } from '../results/case-record.js';
import type { CaseRecord, PhoneRecord } from '../results/case-record.js';
import type { RunFolder } from '../results/run-folder.js';
import { writeTables } from '../results/write-tables.js';
import { summaryTable } from '../terminal/summary.js';
import { onVirtualIphones } from '../virtual/lab.js';
import type { VirtualWish } from '../virtual/lab.js';
import { runWorkers } from './workers.js';

/** Runs on phones that exist as long as the run. */
export async function runOnVirtualIphones(
  work: Work,
  { appiumPort, ...wish }: VirtualWish & Pick<Where, 'appiumPort'>,
): Promise<ExitCode> {
  return onVirtualIphones(wish, (where) => runOnPhones(work, { ...where, appiumPort }));
}

/** Runs on what usbmuxd sees; ends with the tables and what they say in brief. */
export async function runOnPhones(work: Work, where: Where): Promise<ExitCode> {
  const { folder, phones, wanted, interrupted } = await carryOut(work, where);
  console.log(`\n${summaryTable(phones)}\n\nresults: ${folder.path}`);
  if (interrupted) {
    console.error(`rezbench: interrupted; go on with: rezbench run --resume ${folder.path}`);
    return exitCodes.interrupted;
  }
  const lost = phones.flatMap(caseRecords).filter((record) => !isSettled(record));
  if (phones.length === wanted && lost.length === 0) return exitCodes.pass;
  console.error(`rezbench: ${String(lost.length)} of the cases have no result; the table's status says why`);
  return exitCodes.missing;
}

export interface Carried {
  readonly folder: RunFolder;
  readonly phones: readonly PhoneRecord[];
  /** Phones the run was for. */
  readonly wanted: number;
  readonly interrupted: boolean;
}

/** Carries work out on what usbmuxd sees and writes the tables of what became of it. */
export async function carryOut(work: Work, where: Where): Promise<Carried> {
  const { state, stop } = await startRun(work, where);
  let ended: 'ended' | 'interrupted';
  try {
    ended = await runWorkers(state);
  } finally {
    await stop();
  }
  const { folder } = state;
  return { folder, phones: writeTables(folder), wanted: state.phones.length, interrupted: ended === 'interrupted' };
}

const isSettled = (record: CaseRecord): boolean => ['ok', 'unsupported'].includes(caseOutcome(record).status);
