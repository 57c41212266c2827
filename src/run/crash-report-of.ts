import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Event } from '../contract/events.js';
import type { CrashReport } from '../contract/outcome.js';
import { CommandFailed } from '../phone/command.js';
import { crashFindingIn } from '../phone/crash-report.js';
import type { CrashReportFile } from '../phone/phone.js';
import { writeWhole } from '../results/write-whole.js';
import type { Session } from './session.js';

/** iOS writes a report some seconds after the death; what is not there by then is not waited for. */
const patientMs = [500, 1500, 3000];
/** Of a phone that gave no report for an earlier death. */
const hastyMs = [1500];
/** The phone's clock may be behind this host's. */
const clockLeewayMs = 600_000;

/**
 * What the phone's crash report says of the death of a launch that began at `launchedAt`. The file is kept with the run.
 * Undefined when there is no report.
 */
export async function crashReportOf(
  { phone, folder, experience }: Session,
  events: readonly Event[],
  launchedAt: Date,
): Promise<CrashReport | undefined> {
  const hello = events.find((event) => event.event === 'hello');
  // Without a process id, the report of an earlier launch could not be told apart.
  if (hello === undefined) return undefined;
  const since = new Date(launchedAt.getTime() - clockLeewayMs);
  for (const pauseMs of experience.givesCrashReports ? patientMs : hastyMs) {
    await sleep(pauseMs);
    const files = await reportsSince(since);
    for (const { name, text } of files ?? []) {
      const finding = crashFindingIn(text, { pid: hello.pid, bundleId: phone.bundleId });
      if (finding === undefined || experience.knownCrashes.has(name)) continue;
      experience.knownCrashes.add(name);
      const file = `crashes/${phone.udid}/${name.replace(/[^\w.+-]/g, '-')}`;
      writeWhole(join(folder.path, file), text);
      return { ...finding, file };
    }
    if (files === undefined) break;
  }
  experience.givesCrashReports = false;
  return undefined;

  /** Undefined where the phone, or the way to it, has none to give. */
  async function reportsSince(time: Date): Promise<readonly CrashReportFile[] | undefined> {
    try {
      return await phone.crashReports.since(time);
    } catch (error) {
      if (error instanceof CommandFailed) return undefined;
      throw error;
    }
  }
}
