import { AppFiles } from '../phone/app-files.js';
import { CommandFailed } from '../phone/command.js';
import type { Phone } from '../phone/phone.js';
import type { Target } from '../phone/target.js';
import type { Plan } from '../plan/plan.js';
import { Journal } from '../results/journal.js';
import { journalFile } from '../results/run-folder.js';
import type { RunFolder } from '../results/run-folder.js';

/** What one worker holds: a phone with the app on it, and where results go. */
export interface Session {
  readonly phone: Phone;
  readonly files: AppFiles;
  readonly folder: RunFolder;
  readonly plan: Plan;
  readonly journal: Journal;
  /** What the session has learned about its phone. */
  readonly experience: Experience;
}

export interface Experience {
  /** Whether the latest launch could be carried out: a refusal is the launch's own only then. */
  lastLaunchWorked: boolean;
}

/** Takes a phone: installs the app, learns what it holds. Rejects with CommandFailed when the phone does not play along. */
export async function openSession(
  phone: Phone,
  target: Target,
  { folder, plan, appBuild }: Pick<Session, 'folder' | 'plan'> & { readonly appBuild: string },
): Promise<Session> {
  await phone.installApp();
  const files = new AppFiles(phone.documents);
  await files.clear();
  await files.takeInventory();
  const journal = Journal.open(journalFile(folder, target.udid));
  journal.append({
    type: 'session',
    at: new Date().toISOString(),
    udid: target.udid,
    deviceName: target.name,
    ...(target.labName !== undefined && { labName: target.labName }),
    osVersion: target.osVersion,
    appBuild,
  });
  return { phone, files, folder, plan, journal, experience: { lastLaunchWorked: false } };
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
