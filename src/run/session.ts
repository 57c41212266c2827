import { exclusion } from '../plan/exclude.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { finishedLaunches, Journal, readJournal } from '../results/journal.js';
import { journalFile, readPlan } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { install } from '../phone/app-control.js';
import { PhoneContainer } from '../phone/container.js';
import { lockPhone } from '../phone/lock.js';
import { ReferenceOutputs } from '../quality/reference.js';
import type { RunState } from './state.js';
import type { Target } from '../phone/target.js';

/** What one worker holds: its phone's session, the app on it, and where results go. */
export interface Bench {
  readonly browser: WebdriverIO.Browser;
  readonly udid: string;
  readonly bundleId: string;
  readonly container: PhoneContainer;
  readonly folder: RunFolder;
  readonly plan: Plan;
  readonly journal: Journal;
  readonly references: ReferenceOutputs;
  readonly close: () => Promise<void>;
}

/** The launches that this phone still owes the run. */
export function pendingLaunches(folder: RunFolder, plan: Plan, target: Target): PlannedLaunch[] {
  const file = journalFile(folder, target.udid);
  const done = existsSync(file) ? finishedLaunches(readJournal(file)) : new Set<string>();
  const variants = new Map(plan.variants.map((variant) => [variant.name, variant]));
  const impossible = new Set(
    plan.cases.flatMap((planned) => {
      const variant = variants.get(planned.variant);
      return variant && exclusion(planned, variant, target.osVersion) !== undefined ? [planned.id] : [];
    }),
  );
  // Prepare and quality launches serve the cases of a variant with its units; when none is possible, nothing is served.
  const pairOf = ({ variant, computeUnits }: Pick<PlannedLaunch, 'variant' | 'computeUnits'>): string =>
    `${variant} ${computeUnits}`;
  const possible = new Set(plan.cases.filter(({ id }) => !impossible.has(id)).map(pairOf));
  const unserved = new Set(plan.cases.map(pairOf).filter((pair) => !possible.has(pair)));
  return plan.launches.filter(
    (launch) =>
      !done.has(launch.id) &&
      !(launch.case !== undefined && impossible.has(launch.case)) &&
      !unserved.has(pairOf(launch)),
  );
}

/** Takes a phone: locks it, installs the app, learns what it holds. Throws a Problem when another run has the phone. */
export async function openBench(browser: WebdriverIO.Browser, state: RunState, target: Target): Promise<Bench> {
  const { folder, app } = state;
  const unlock = await lockPhone(target.udid);
  const plan = readPlan(folder);
  await install(browser, app);
  const references = new ReferenceOutputs(join(dirname(folder.path), '.references'));
  const container = new PhoneContainer(browser, app.bundleId);
  await container.clear();
  await container.takeInventory();
  const journal = Journal.open(journalFile(folder, target.udid));
  journal.append({
    type: 'session',
    at: new Date().toISOString(),
    udid: target.udid,
    deviceName: target.name,
    ...(target.labName !== undefined && { labName: target.labName }),
    osVersion: target.osVersion,
    appBuild: app.build,
  });
  return {
    browser,
    udid: target.udid,
    bundleId: app.bundleId,
    container,
    folder,
    plan,
    journal,
    references,
    async close() {
      await container.clear();
      await references.close();
      journal.close();
      await unlock();
    },
  };
}
