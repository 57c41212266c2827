import type { LaunchRecord } from '../../src/results/launch-record.js';

/** What the app's steps took, ms. */
export function inStepsMs({ events }: LaunchRecord): number {
  const first = events.find(({ event }) => event === 'start')?.tNs ?? 0;
  return ((events.at(-1)?.tNs ?? first) - first) / 1e6;
}

/** Share of the time between the first launch's beginning and the last one's end that no app step took. */
export function shareOutside(records: readonly LaunchRecord[]): number {
  const began = Math.min(...records.map(({ finished }) => Date.parse(finished.startedAt)));
  const ended = Math.max(...records.map(({ finished }) => Date.parse(finished.at)));
  return 1 - records.reduce((sum, record) => sum + inStepsMs(record), 0) / (ended - began);
}

/** The launches that measured a case, in the order in which they began. */
export const measuring = (records: readonly LaunchRecord[]): LaunchRecord[] =>
  records
    .filter(({ finished }) => finished.launch.startsWith('measure-'))
    .sort((one, other) => Date.parse(one.finished.startedAt) - Date.parse(other.finished.startedAt));

/** Of each launch that measured a case, and that another such one followed, the share outside app steps until that one began. */
export function sharesOutside(records: readonly LaunchRecord[]): number[] {
  const launches = measuring(records);
  return launches.slice(1).flatMap((next, index) => {
    const record = launches[index];
    if (record === undefined) return [];
    return [1 - inStepsMs(record) / (Date.parse(next.finished.startedAt) - Date.parse(record.finished.startedAt))];
  });
}
