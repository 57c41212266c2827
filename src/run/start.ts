import type { Lab } from '../lab/lab.js';
import { readHarnessApp } from '../phone/harness-app.js';
import type { HarnessApp } from '../phone/harness-app.js';
import type { Target } from '../phone/target.js';
import type { Plan } from '../plan/plan.js';
import { shareAmong } from '../plan/share.js';
import type { Sharer } from '../plan/share.js';
import { isInstalled, packageVersion, projectRoot } from '../project.js';
import { unmarkEnded } from '../results/ended.js';
import { writeProvenance } from '../results/provenance.js';
import type { RunFleet } from '../results/provenance.js';
import { readJournal } from '../results/journal.js';
import { createRunFolder, journalFile, logFile, openRunFolder, planFile, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { writeWhole } from '../results/write-whole.js';
import { checkSameApp } from './same-app.js';
import { checkSameFleet } from './same-fleet.js';
import { writeRunState, writeWorkerState } from './state.js';
import type { Common, RunPhone, RunState } from './state.js';

/** What to run: a plan, where it comes from, and the suite in specs/ that carries it out. */
export interface RunRequest {
  readonly plan: Plan;
  /** For run.json: the sweep's file, or the photos. */
  readonly source: string;
  readonly suite: string;
  /** Whether a case that witnesses say another unit computed is not ok. */
  readonly requireUnit?: boolean | undefined;
}

/** Makes the folder of a new run under `resultsRoot`. A plan that is to be shared is shared among these phones. */
export async function createRun(
  { plan, source, suite, requireUnit }: RunRequest,
  resultsRoot: string,
  fleet?: RunFleet,
  phones: readonly Sharer[] = [],
): Promise<RunFolder> {
  const folder = createRunFolder(resultsRoot, plan.name, new Date());
  const text = `${JSON.stringify(shareAmong(plan, phones))}\n`;
  writeWhole(planFile(folder), text);
  const about = { version: packageVersion(), root: isInstalled ? undefined : projectRoot, source, suite, requireUnit };
  await writeProvenance(folder, plan, text, about, fleet);
  return folder;
}

/**
 * Opens the folder of an interrupted run. Throws a Problem when it holds none, or one that another version wrote, or one that
 * began on another fleet.
 */
export function reopenRun(path: string, fleet?: RunFleet): RunFolder {
  const folder = openRunFolder(path);
  readPlan(folder);
  checkSameFleet(folder, fleet);
  return folder;
}

/** The phones of a run, kept off other runs, and the app they get. */
export interface HeldPhones {
  readonly lab: Lab;
  readonly app: HarnessApp;
  readonly targets: readonly Target[];
  readonly release: () => Promise<void>;
}

/** Takes the lab's phones for a run. Throws a Problem for whatever the user can fix: no phone, no app, a phone in use. */
export async function holdPhones(lab: Lab): Promise<HeldPhones> {
  const targets = await lab.phones();
  const app = readHarnessApp(lab.ipa);
  const locks: (() => Promise<void>)[] = [];
  const release = async (): Promise<void> => {
    for (const unlock of locks) await unlock();
  };
  try {
    for (const target of targets) locks.push(await lab.lock(target));
  } catch (error) {
    await release();
    throw error;
  }
  return { lab, app, targets, release };
}

/**
 * Settles what workers need to begin: the server, and what each phone's session is asked for with. With
 * `retryQuarantined`, launches that failed too often before are tried again. Throws a Problem for a run that another build
 * of the app has begun.
 */
export async function startRun(
  folder: RunFolder,
  { lab, app, targets }: HeldPhones,
  retryQuarantined = false,
): Promise<RunState> {
  checkSameApp(folder, app);
  unmarkEnded(folder);
  const endpoint = await lab.endpoint(logFile(folder, 'appium'));
  const phones = [];
  for (const target of targets) {
    const journaled = readJournal(journalFile(folder, target.udid)).length;
    const capabilities = await lab.capabilities(target);
    phones.push({ target, capabilities, journaled, ...(retryQuarantined && { failuresSince: journaled }) });
  }
  const state: RunState = { folder, endpoint, app, phones };
  writeRunState(state);
  return state;
}

/**
 * Settles it again for one phone, before its next worker: the server may have died, and ports may be taken by now. Returns the phone
 * with what is asked for now.
 */
export async function renewPhone(common: Common, lab: Lab, phone: RunPhone): Promise<RunPhone> {
  const log = logFile(common.folder, 'appium');
  // A lab may need its server to know what a session is asked for with, so one that died is replaced first.
  await lab.endpoint(log);
  const renewed = { ...phone, capabilities: await lab.capabilities(phone.target) };
  // Asked again and written down at once, so that it is not older than what another phone was given meanwhile.
  const endpoint = await lab.endpoint(log);
  writeWorkerState({ ...common, endpoint, phone: renewed });
  return renewed;
}
