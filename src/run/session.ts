import { join } from 'node:path';
import { eventsIn } from '../contract/events.js';
import { AppFiles } from '../phone/app-files.js';
import { CommandFailed, WayLost } from '../phone/command.js';
import type { Phone } from '../phone/phone.js';
import type { Target } from '../phone/target.js';
import { plannedLaunches } from '../plan/on-demand.js';
import type { Plan } from '../plan/plan.js';
import { Journal, readJournal } from '../results/journal.js';
import type { Entry } from '../results/journal.js';
import { readIfThere } from '../results/read-if-there.js';
import { journalFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';
import { Loads } from './loads.js';
import { checkSameOs } from './same-os.js';
import { Speed } from './speed.js';

/** What one worker holds: a phone with the app on it, and where results go. */
export interface Session {
  readonly phone: Phone;
  readonly files: AppFiles;
  readonly folder: RunFolder;
  readonly plan: Plan;
  readonly journal: Journal;
  /** What the app has loaded since the last purge, which decides what has to come before a launch. */
  readonly loads: Loads;
  /** What the session has learned about its phone. */
  readonly experience: Experience;
}

export interface Experience {
  /** Whether the latest launch could be carried out: a refusal is the launch's own only then. */
  lastLaunchWorked: boolean;
  /** Purges and primes that came to an end and did not bring about what they are for, by their ids in the plan. */
  readonly triedBefore: Set<string>;
  /** Whether the phone was warm after the latest launch: the next one may wait for it to cool down. */
  isWarm: boolean;
  /** How fast it loads and predicts, by its launches in this run so far. */
  readonly speed: Speed;
  /** Crash reports that were about a launch, by their names: each is about one. */
  readonly knownCrashes: Set<string>;
  /** Whether no death was without a report so far: a phone that gives none is not waited for over and over. */
  givesCrashReports: boolean;
  /** Whether the battery's gauge has answered every time so far: one that does not is not asked again and again. */
  tellsBattery: boolean;
}

/**
 * Takes a phone: installs the app unless the same build is there, learns what it holds. Rejects with CommandFailed when the
 * phone does not play along, and with a Problem when its iOS is another than in the run's earlier sessions.
 */
export async function openSession(
  phone: Phone,
  target: Target,
  { folder, plan, appBuild }: Pick<Session, 'folder' | 'plan'> & { readonly appBuild: string },
): Promise<Session> {
  const file = journalFile(folder, target.udid);
  const earlier = readJournal(file);
  checkSameOs(target, earlier);
  // What is installed and pushed now would go to whatever the tunnel leads to.
  const way = await phone.route?.trouble();
  if (way?.isLost) throw new WayLost('be reached', way.clause);
  // iOS ties what it keeps of loaded models to the installation, so the app is left alone where it can be.
  const isDue = plan.installsAnew === true && !earlier.some(({ type }) => type === 'session');
  const installed = isDue || (await installedBuild(phone)) !== appBuild || isRefused(earlier);
  if (installed) await phone.installApp();
  // One that a lost session left could go on loading models.
  else await phone.terminateApp();
  const files = new AppFiles(phone.documents);
  await files.clear();
  await files.takeInventory();
  const loads = installed ? Loads.none() : await Loads.readFrom(files, target.osBuild);
  const journal = Journal.open(file);
  journal.append({
    type: 'session',
    at: new Date().toISOString(),
    udid: target.udid,
    deviceName: target.name,
    ...(target.labName !== undefined && { labName: target.labName }),
    osVersion: target.osVersion,
    ...(target.osBuild !== undefined && { osBuild: target.osBuild }),
    appBuild,
    installed,
    ...(phone.route !== undefined && { transport: phone.route.name }),
  });
  const experience: Experience = {
    lastLaunchWorked: false,
    isWarm: false,
    speed: speedShown(folder, plan, earlier),
    triedBefore: new Set(),
    knownCrashes: new Set(),
    givesCrashReports: true,
    tellsBattery: true,
  };
  return { phone, files, folder, plan, journal, loads, experience };
}

/** How fast the phone was in the run's earlier sessions. Events that cannot be read say nothing. */
function speedShown(folder: RunFolder, plan: Plan, earlier: readonly Entry[]): Speed {
  const find = plannedLaunches(plan);
  const speed = new Speed();
  for (const entry of earlier) {
    const events =
      entry.type === 'finished' && entry.events !== undefined
        ? readIfThere(join(folder.path, entry.events))
        : undefined;
    const planned = entry.type === 'finished' ? find(entry.launch) : undefined;
    if (events && planned) speed.learn(planned.job, eventsIn(events.toString('utf8')).events);
  }
  return speed;
}

/**
 * Whether iOS refused to start the app the last time: its profile may have expired, and the .ipa may have a new one, which
 * the build number does not tell.
 */
function isRefused(earlier: readonly Entry[]): boolean {
  const last = earlier.findLast(({ type }) => type === 'lost' || type === 'finished');
  return last?.type === 'lost' && last.loss.cause === 'phone' && last.loss.refusal === 'untrusted';
}

/** Undefined also where it cannot be known, as in a simulator. */
async function installedBuild(phone: Phone): Promise<string | undefined> {
  try {
    return await phone.installedBuild();
  } catch (error) {
    if (error instanceof CommandFailed) return undefined;
    throw error;
  }
}

/** Lets go of the phone. One that is lost is not tidied up: the next session begins with that. */
export async function closeSession({ files, journal }: Session, isLost = false): Promise<void> {
  journal.close();
  if (isLost) return;
  try {
    await files.clear();
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
  }
}
