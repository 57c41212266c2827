import type { LaunchRecord } from '../../src/results/launch-record.js';

/** Share of the time between the first launch's beginning and the last one's end that no app step took. */
export function shareOutside(records: readonly LaunchRecord[]): number {
  const began = Math.min(...records.map(({ finished }) => Date.parse(finished.startedAt)));
  const ended = Math.max(...records.map(({ finished }) => Date.parse(finished.at)));
  const inStepsMs = records.reduce((sum, { events }) => {
    const first = events.find(({ event }) => event === 'start')?.tNs ?? 0;
    return sum + ((events.at(-1)?.tNs ?? first) - first) / 1e6;
  }, 0);
  return 1 - inStepsMs / (ended - began);
}
