import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../../src/lab/lab.js';
import type { Target } from '../../src/phone/target.js';
import { makePlan } from '../../src/plan/make-plan.js';
import { storedInputs } from '../../src/plan/pictures.js';
import { readSweep } from '../../src/plan/sweep.js';
import { readJournal } from '../../src/results/journal.js';
import { journalFile, readPlan } from '../../src/results/run-folder.js';
import type { RunFolder } from '../../src/results/run-folder.js';
import { runInOrder, runOnDemand } from '../../src/run/on-demand.js';
import { remaining } from '../../src/run/remaining.js';
import { runRounds } from '../../src/run/rounds.js';
import { schedule } from '../../src/run/schedule.js';
import { closeSession, openSession } from '../../src/run/session.js';
import { createRun, startRun } from '../../src/run/start.js';
import type { Identity } from '../../src/virtual/iphone/identity.js';
import { isLost, phonesOf } from './farm.js';
import type { Farm } from './farm.js';
import { CompiledModels } from './compiled-models.js';
import { FarmPhone } from './farm-phone.js';
import { Turns } from './turns.js';

const build = 'twin';
/** Phones that are served at once. */
const atOnce = 4;

/** Where the runs of a farm lie. */
export const resultsOf = (home: string): string => join(home, 'results');

/** Makes the plan of a night and shares it among the phones. */
export async function planNight(home: string, sweep: string, farm: Farm): Promise<RunFolder> {
  const results = resultsOf(home);
  const plan = await makePlan(readSweep(sweep), storedInputs(results));
  return createRun({ plan, source: sweep, suite: 'sweep' }, results, undefined, phonesOf(farm).map(targetOf));
}

const targetOf = ({ udid, name, osVersion, osBuild, productType }: Identity): Target => ({
  ...{ udid, name, osVersion, osBuild, model: productType },
});

/** A phone, and whether it was lost tonight. */
interface Served {
  readonly identity: Identity;
  readonly isToBeLost: boolean;
  isGone: boolean;
}

/**
 * Carries the night out as `run` does: its rounds, sessions, journals and moves, with workers in this process and phones
 * without a wire.
 */
export async function carryOutNight(home: string, folder: RunFolder, farm: Farm): Promise<void> {
  const phones = new Map<string, Served>(
    phonesOf(farm).map((identity, index) => [
      identity.udid,
      { identity, isToBeLost: isLost(index, farm), isGone: false },
    ]),
  );
  const phoneOf = ({ udid }: Pick<Target, 'udid'>): Served => {
    const phone = phones.get(udid);
    if (phone === undefined) throw new Error(`the farm has no phone ${udid}`);
    return phone;
  };
  const lab: Lab = {
    ipa: 'twin.ipa',
    phones: () => Promise.resolve([...phones.values()].map(({ identity }) => targetOf(identity))),
    now: (target) => Promise.resolve(target),
    isPresent: (target) => Promise.resolve(!phoneOf(target).isGone),
    capabilities: () => Promise.resolve({}),
    endpoint: () => Promise.resolve({ protocol: 'http', hostname: 'nowhere.invalid', port: 1, path: '/' }),
    lock: () => Promise.resolve(() => Promise.resolve()),
    close: () => Promise.resolve(),
  };
  const app = { ipa: lab.ipa, bundleId: 'dev.rezbench.harness', build };
  const targets = await lab.phones();
  const state = await startRun(folder, { lab, app, targets, release: () => Promise.resolve() });
  const turns = new Turns(atOnce);
  const models = new CompiledModels(join(home, 'compiled'));
  const end = await runRounds({
    ...{ state, lab, suite: 'sweep', interrupted: new AbortController().signal },
    runWorker: ({ udid }) => turns.take(() => serve(home, folder, phoneOf({ udid }), models)),
    // A phone that is gone does not come back tonight.
    ...{ idlePauseMs: 0, returnLimitMs: 0 },
  });
  if (end !== 'done') throw new Error(`the night ended with ${end}`);
}

/** What a worker does for its phone. */
async function serve(home: string, folder: RunFolder, served: Served, models: CompiledModels): Promise<void> {
  const target = targetOf(served.identity);
  const plan = readPlan(folder);
  const { due } = remaining(plan, target, readJournal(journalFile(folder, target.udid)), { journaled: 0 });
  const phones = join(home, 'phones');
  const phoneHome = join(phones, target.udid);
  models.giveTo(phoneHome);
  const launches = served.isToBeLost ? Math.floor(due.length / 2) : Infinity;
  const phone = new FarmPhone(phones, served.identity, build, launches);
  const session = await openSession(phone, target, { folder, plan, appBuild: build });
  for (const planned of schedule(plan, due)) {
    const attempt = await runInOrder(session, planned, plan.anchors.includes(planned) ? runOnDemand : undefined);
    served.isGone = !phone.isAttached;
    if (attempt.ended === 'lost' && served.isGone) break;
    if (attempt.ended !== 'finished' || attempt.outcome.status !== 'ok') {
      throw new Error(`${planned.id}: ${JSON.stringify(attempt)}`);
    }
  }
  await closeSession(session, served.isGone);
  // A thousand phones would hold a thousand copies of the models.
  models.takeFrom(phoneHome);
  rmSync(phoneHome, { recursive: true, force: true });
}
