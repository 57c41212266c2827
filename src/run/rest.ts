import { setTimeout as wait } from 'node:timers/promises';
import type { BatteryReading } from '../contract/battery.js';
import { CommandFailed } from '../phone/command.js';
import { readingsSince, settledAfter } from '../results/battery-around.js';
import { silenceLimitMs } from '../plan/limits.js';
import type { PlannedLaunch } from '../plan/plan.js';
import type { Attempt } from './launch.js';
import type { Session } from './session.js';

/** How long the host waits between two looks, which cost the phone a connection each: the first ones follow sooner. */
const pollsMs = [1000, 2000, 5000] as const;

/** Waits so many milliseconds; tests do not. */
export type Sleep = (ms: number) => Promise<unknown>;

const inTime: Sleep = (ms) => wait(ms);

/**
 * What comes between launches, before one that measures: a wait until the battery is as cool as the plan asks, and one until the
 * phone has rested for long enough to know what it draws when it is idle. A phone whose battery says nothing is waited for in
 * vain once in a session. Nothing here fails: what cannot be read is missing in the tables.
 */
export async function restBefore(session: Session, planned: PlannedLaunch, sleep = inTime): Promise<void> {
  const { battery } = session.plan;
  if (battery === undefined || !isAsked(session, planned)) return;
  const reading = await look(session);
  if (battery.coolToC !== undefined) await coolTo(session, reading, battery.coolToC, battery.coolLimitMs, sleep);
  if (battery.energy) await settle(session, sleep);
}

/** A look at the battery before a launch that measures, where the plan has nothing to wait for. */
export async function glance(session: Session, planned: PlannedLaunch): Promise<void> {
  if (session.plan.battery === undefined && isAsked(session, planned)) await look(session);
}

const isAsked = ({ experience }: Session, { kind }: PlannedLaunch): boolean =>
  kind === 'measure' && experience.tellsBattery;

/**
 * The same after it: until the gauge has said what the launch took, and what the phone draws when it rests again. After frames that
 * went on for minutes at least a look at how warm the battery has become.
 */
export async function restAfter(
  session: Session,
  planned: PlannedLaunch,
  attempt: Attempt,
  sleep = inTime,
): Promise<void> {
  if (attempt.ended === 'lost' || !isAsked(session, planned)) return;
  if (session.plan.battery?.energy) await settle(session, sleep);
  else if (isSustained(planned)) await look(session);
}

const isSustained = ({ job }: PlannedLaunch): boolean =>
  job.steps.some((step) => step.do === 'measure' && step.durationS !== undefined);

async function coolTo(
  session: Session,
  first: BatteryReading | undefined,
  degreesC: number,
  limitMs: number,
  sleep: Sleep,
): Promise<void> {
  let waitedMs = 0;
  for (let reading = first, turn = 0; isWarmer(reading, degreesC) && waitedMs < limitMs; turn += 1) {
    const ms = Math.min(pollMs(turn), limitMs - waitedMs);
    await sleep(ms);
    waitedMs += ms;
    reading = await look(session);
  }
}

const isWarmer = (reading: BatteryReading | undefined, degreesC: number): boolean =>
  reading?.temperatureC !== undefined && reading.temperatureC > degreesC;

/** Waits until the gauge has said something new often enough since the launch before. */
async function settle(session: Session, sleep: Sleep): Promise<void> {
  const { journal } = session;
  const said = (): number => readingsSince(journal.entries).length;
  let [turn, silentMs] = [0, 0];
  while (!settledAfter(journal.entries) && silentMs < silenceLimitMs) {
    const before = said();
    if (before > 0) {
      if (readingsSince(journal.entries).at(-1)?.load === undefined) return;
      await sleep(pollMs(turn));
      silentMs += pollMs(turn);
      turn += 1;
    }
    if ((await look(session))?.load === undefined) return;
    if (said() > before) [turn, silentMs] = [0, 0];
  }
}

const pollMs = (turn: number): number => pollsMs[Math.min(turn, pollsMs.length - 1)] ?? 0;

/** What the gauge says, which the journal keeps where it is news. */
async function look({ phone, journal, experience }: Session): Promise<BatteryReading | undefined> {
  const reading = await readingOf(() => phone.battery());
  if (reading === undefined) {
    experience.tellsBattery = false;
    return undefined;
  }
  const last = readingsSince(journal.entries).at(-1);
  const isNews = reading.load === undefined || reading.load.count !== last?.load?.count;
  if (isNews) journal.append({ type: 'battery', at: new Date().toISOString(), reading });
  return reading;
}

/** A phone that does not answer this may still be measured; if it is lost, the launch will show it. */
async function readingOf(ask: () => Promise<BatteryReading | undefined>): Promise<BatteryReading | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CommandFailed) return undefined;
    throw error;
  }
}
