import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Event } from '../contract/events.js';
import { eventsPath } from '../contract/paths.js';
import { watchEvents } from '../first-light/sightings.js';
import { phoneBut } from '../first-light/witness.js';
import { CommandFailed } from '../phone/command.js';
import type { Target } from '../phone/target.js';
import type { PlannedLaunch } from '../plan/plan.js';
import { eventsFile } from '../results/run-folder.js';
import { writeWhole } from '../results/write-whole.js';
import type { DuringLaunch } from '../run/conduct-launch.js';
import { runLaunch } from '../run/launch.js';
import type { Attempt } from '../run/launch.js';
import type { Session } from '../run/session.js';
import { captureLaunches as names } from './plan.js';

/** With it the app ends as soon as its job has, and does not wait for XCTest to attach to it. */
const leaveAtOnce = '--leave-at-once';

/** Between two looks at a launch that the host is to end: WebDriverAgent could not end an app that it waits for. */
const lookMs = 500;
const coveredMs = 4000;

/** Carries out a launch of a capture, as every launch is carried out, and disturbs it where that is what it is for. */
export function conduct(target: Target): (session: Session, planned: PlannedLaunch) => Promise<Attempt> {
  return (session, planned) => {
    const { phone } = session;
    switch (planned.id) {
      case names.short: {
        const launchApp = (args: readonly string[]): Promise<void> => phone.launchApp([...args, leaveAtOnce]);
        return runLaunch({ ...session, phone: phoneBut(phone, { launchApp }) }, planned);
      }
      case names.killed: {
        const awaitNotification = (): Promise<boolean> => sleep(lookMs, false);
        return runLaunch({ ...session, phone: phoneBut(phone, { awaitNotification }) }, planned, endIt(session));
      }
      case names.alert:
        return keepingEvents(session, planned, target.simulator === true ? coverIt(target, session) : undefined);
      default:
        return runLaunch(session, planned);
    }
  };
}

const isMeasuring = (event: Event): boolean => event.event === 'start' && event.do === 'measure';

/** The run owes a launch that was disturbed, and keeps nothing of it: but that is what it was for. */
async function keepingEvents(session: Session, planned: PlannedLaunch, during?: DuringLaunch): Promise<Attempt> {
  const { files, folder, phone, journal } = session;
  const names: string[] = [];
  const attempt = await runLaunch(session, planned, async (launch, launchEnded) => {
    names.push(launch);
    await during?.(launch, launchEnded);
  });
  const [name] = names;
  if (attempt.ended === 'lost' && name !== undefined) {
    const events = await files.pull(eventsPath(name)).catch(onlyIfCommandFailed);
    const file = eventsFile(phone.udid, `${planned.id}-lost-${String(journal.attempts(planned.id))}`);
    if (events) writeWhole(join(folder.path, file), events.toString('utf8'));
  }
  return attempt;
}

function onlyIfCommandFailed(error: unknown): undefined {
  if (error instanceof CommandFailed) return undefined;
  throw error;
}

const endIt =
  ({ phone, files }: Session): DuringLaunch =>
  async (launch, launchEnded) => {
    const seen = await watchEvents(files, launch, isMeasuring, launchEnded);
    if (seen.some(({ event }) => isMeasuring(event))) await phone.terminateApp();
  };

/** Nothing raises an alert in a simulator from outside, so Settings comes to the front for a while. */
const coverIt =
  ({ udid }: Target, { files }: Session): DuringLaunch =>
  async (launch, launchEnded) => {
    await watchEvents(files, launch, isMeasuring, launchEnded);
    if (launchEnded.aborted) return;
    await execa('xcrun', ['simctl', 'launch', udid, 'com.apple.Preferences'], { reject: false });
    await sleep(coveredMs);
    await execa('xcrun', ['simctl', 'launch', udid, 'dev.rezbench.harness'], { reject: false });
  };

/** An app that nobody has. */
const absentApp = 'dev.rezbench.nobody.has.this';
/** A notification that nobody posts. */
const absentNotification = 'dev.rezbench.capture.nobody';

/**
 * What else a capture asks the driver for, so that the recording has WebDriverAgent's answers to it: what it tells of the
 * phone, and its words for what it cannot do. The answers themselves do not matter here.
 */
export async function askAround(browser: WebdriverIO.Browser): Promise<void> {
  const questions: readonly (() => Promise<unknown>)[] = [
    () => browser.execute('mobile: isLocked'),
    () => browser.getOrientation(),
    () => browser.execute('mobile: deviceInfo'),
    () => browser.execute('mobile: batteryInfo'),
    () => browser.execute('mobile: activeAppInfo'),
    () => browser.getSettings(),
    () => browser.execute('mobile: queryAppState', { bundleId: absentApp }),
    () => browser.execute('mobile: terminateApp', { bundleId: absentApp }),
    () => browser.execute('mobile: launchApp', { bundleId: absentApp }),
    () =>
      browser.execute('mobile: expectNotification', {
        name: absentNotification,
        type: 'darwin',
        timeoutSeconds: 1,
      }),
  ];
  for (const question of questions) await question().catch(() => undefined);
}
