import type { BatteryReading } from '../contract/battery.js';
import type { Entry, Finished } from './journal.js';

type Load = NonNullable<BatteryReading['load']>;

/** The phone's consumption from one word of its gauge to another. */
export interface LoadWindow {
  readonly sumMws: number;
  /** Readings of the load in it, one a second. */
  readonly count: number;
}

/** What the gauge said before and after a launch. */
export interface AroundLaunch {
  /** The last reading before it. */
  readonly before: BatteryReading | undefined;
  /** The first one after it. */
  readonly after: BatteryReading | undefined;
  /** While the phone rested before and after it; absent where the gauge said too little. */
  readonly restBefore?: LoadWindow;
  readonly restAfter?: LoadWindow;
  /** From the last word of the gauge before the launch to the first that holds all of it. */
  readonly whole?: LoadWindow;
  /** The shortest time between two words of the gauge, in readings. */
  readonly refreshCount?: number;
}

/** What the gauge said since the latest launch began or ended, or since the worker took the phone. */
export function readingsSince(entries: readonly Entry[]): BatteryReading[] {
  const from = entries.findLastIndex(({ type }) => type !== 'battery');
  return entries.slice(from + 1).flatMap((entry) => (entry.type === 'battery' ? [entry.reading] : []));
}

/** Whether the gauge has said enough since then: what came before in all, and a time of rest. */
export const settledAfter = (entries: readonly Entry[]): boolean => restIn(readingsSince(entries)) !== undefined;

/** For each launch that ended, what the gauge said around it. */
export function batteryAround(entries: readonly Entry[]): ReadonlyMap<Finished, AroundLaunch> {
  const found = new Map<Finished, AroundLaunch>();
  let readings: BatteryReading[] = [];
  let before: BatteryReading[] = [];
  let isUnderWay = false;
  let latest: { readonly finished: Finished; readonly before: readonly BatteryReading[] } | undefined;
  const close = (): void => {
    if (latest !== undefined) found.set(latest.finished, aroundOf(latest.before, readings));
    latest = undefined;
    readings = [];
  };
  for (const entry of entries) {
    switch (entry.type) {
      case 'battery':
        // The host looks while it prepares a launch that has begun, never while the app runs.
        (isUnderWay ? before : readings).push(entry.reading);
        break;
      case 'started':
        before = readings;
        close();
        isUnderWay = true;
        break;
      case 'finished':
        latest = { finished: entry, before };
        readings = [];
        isUnderWay = false;
        break;
      case 'lost':
      case 'session':
        close();
        isUnderWay = false;
    }
  }
  close();
  return found;
}

function aroundOf(before: readonly BatteryReading[], after: readonly BatteryReading[]): AroundLaunch {
  const [from, to] = [loadsOf(before).at(-1), loadsOf(after)[1]];
  const [restBefore, restAfter] = [restIn(before), restIn(after)];
  const whole = from && to && windowOf(from, to);
  const refreshCount = Math.min(...[before, after].flatMap((group) => gapsOf(loadsOf(group).slice(1))));
  return {
    before: before.at(-1),
    after: after[0],
    ...(restBefore && { restBefore }),
    ...(restAfter && { restAfter }),
    ...(whole && { whole }),
    ...(Number.isFinite(refreshCount) && { refreshCount }),
  };
}

const loadsOf = (readings: readonly BatteryReading[]): Load[] => readings.flatMap(({ load }) => load ?? []);

const gapsOf = (loads: readonly Load[]): number[] =>
  loads.slice(1).map(({ count }, index) => count - (loads[index]?.count ?? NaN));

/**
 * The time of rest in what a gauge said while no app ran. The first word may be older than that time, and the time until the
 * second contains whatever came before.
 */
function restIn(readings: readonly BatteryReading[]): LoadWindow | undefined {
  const loads = loadsOf(readings);
  const [from, to] = [loads[1], loads.at(-1)];
  return loads.length < 3 || from === undefined || to === undefined ? undefined : windowOf(from, to);
}

const windowOf = (from: Load, to: Load): LoadWindow => ({
  sumMws: to.sumMws - from.sumMws,
  count: to.count - from.count,
});
