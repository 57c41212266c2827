import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes } from '../contract/problem.js';
import type { ExitCode } from '../contract/problem.js';
import { startRun } from '../phone/start-run.js';
import type { Where, Work } from '../phone/start-run.js';
import { caseOutcome } from '../results/case-outcome.js';
import { caseRecords } from '../results/case-record.js';
import { writeTables } from '../results/write-tables.js';
import { summaryTable } from '../terminal/summary.js';
import { virtualApps } from '../virtual/app/virtual-apps.js';
import type { VirtualAppName } from '../virtual/app/virtual-apps.js';
import { parseFault } from '../virtual/iphone/faults.js';
import { startVirtualIphones } from '../virtual/iphone/index.js';
import { runWorkers } from './workers.js';

const harnessBundleId = 'dev.rezbench.harness';

export interface VirtualLab {
  readonly count: number;
  readonly faults: readonly string[];
  readonly appiumPort?: number | undefined;
  /** What runs in them; the twin when nothing is said. */
  readonly app?: VirtualAppName;
}

/** Runs on phones that exist as long as the run. */
export async function runOnVirtualIphones(
  work: Work,
  { count, faults, appiumPort, app = 'twin' }: VirtualLab,
): Promise<ExitCode> {
  const parsed = faults.map(parseFault);
  const folder = mkdtempSync(join(tmpdir(), 'rezbench-app-'));
  const iphones = await startVirtualIphones({ count, system: virtualApps[app].systemFor, faults: parsed });
  process.env['USBMUXD_SOCKET_ADDRESS'] = `UNIX:${iphones.socketPath}`;
  try {
    const ipa = join(folder, 'Harness.ipa');
    await virtualApps[app].buildIpa(ipa, harnessBundleId);
    const lab = iphones.phones.map(({ identity, wdaUrl }) => ({
      name: identity.name,
      udid: identity.udid,
      required: true,
      wda: { url: wdaUrl },
    }));
    return await runOnPhones(work, { ipa, lab, appiumPort });
  } finally {
    await iphones.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs on what usbmuxd sees; ends with the tables and what they say in brief. */
export async function runOnPhones(work: Work, where: Where): Promise<ExitCode> {
  const { state, stop } = await startRun(work, where);
  const { folder } = state;
  let interrupted = false;
  try {
    interrupted = (await runWorkers(state)) === 'interrupted';
  } finally {
    await stop();
  }
  const phones = writeTables(folder);
  console.log(`\n${summaryTable(phones)}\n\nresults: ${folder.path}`);
  if (interrupted) {
    console.error(`rezbench: interrupted; go on with: rezbench run --resume ${folder.path}`);
    return exitCodes.interrupted;
  }
  const lost = phones.flatMap(caseRecords).filter((record) => !isSettled(record));
  if (phones.length === state.phones.length && lost.length === 0) return exitCodes.pass;
  console.error(`rezbench: ${String(lost.length)} of the cases have no result; the table's status says why`);
  return exitCodes.missing;
}

const isSettled = (record: Parameters<typeof caseOutcome>[0]): boolean =>
  ['ok', 'unsupported'].includes(caseOutcome(record).status);
