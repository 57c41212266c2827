import type { Target } from '../src/phone/target.js';
import { readJournal } from '../src/results/journal.js';
import { journalFile, readPlan } from '../src/results/run-folder.js';
import type { RunFolder } from '../src/results/run-folder.js';
import type { CaseRow } from '../src/results/tables/results.js';
import { judgeAndTabulate } from '../src/run/conclude.js';
import { runInOrder, runOnDemand } from '../src/run/on-demand.js';
import { remaining } from '../src/run/remaining.js';
import { schedule } from '../src/run/schedule.js';
import { closeSession, openSession } from '../src/run/session.js';
import type { Identity } from '../src/virtual/iphone/identity.js';
import { TwinPhone } from './twin-phone.js';

/** What `buildTwinIpa` would say is a digest of its sources, which no test wants to depend on. */
const twinBuild = 'twin';

/**
 * Carries out what a run owes as `rezbench run` does, in this process: on phones without a wire, one after another, that keep
 * what they hold in `home`. Then judges it and writes its tables.
 */
export async function carryOutHere(
  folder: RunFolder,
  phones: readonly Identity[],
  home: string,
  build = twinBuild,
): Promise<readonly CaseRow[]> {
  for (const identity of phones) await serve(folder, identity, new TwinPhone(home, identity, build), build);
  const { rows, shortcomings } = await judgeAndTabulate(folder);
  if (shortcomings.length > 0) throw new Error(shortcomings.join('\n'));
  return rows;
}

async function serve(folder: RunFolder, identity: Identity, phone: TwinPhone, build: string): Promise<void> {
  const { udid, name, osVersion, osBuild } = identity;
  const target: Target = { udid, name, osVersion, osBuild };
  const plan = readPlan(folder);
  const { due } = remaining(plan, target, readJournal(journalFile(folder, udid)), { journaled: 0 });
  if (due.length === 0) return;
  const session = await openSession(phone, target, { folder, plan, appBuild: build });
  for (const planned of schedule(plan, due)) {
    const attempt = await runInOrder(session, planned, plan.anchors.includes(planned) ? runOnDemand : undefined);
    if (attempt.ended !== 'finished' || attempt.outcome.status !== 'ok') {
      throw new Error(`${planned.id}: ${JSON.stringify(attempt)}`);
    }
  }
  await closeSession(session);
}
