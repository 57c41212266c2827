import type { Outcome } from '../contract/outcome.js';
import type { Entry, Finished } from './journal.js';

/** A launch that failed is tried once more in a fresh process; the second failure is its result. */
export const triesOfFailing = 2;

/**
 * Whether an outcome may be another one in a fresh process. What the app itself says of a step is its word, and stays: it
 * came to an orderly end.
 */
export function isFailure({ status }: Outcome): boolean {
  switch (status) {
    case 'crashed':
    case 'timed_out':
    case 'unreadable':
    case 'refused':
      return true;
    case 'ok':
    case 'error':
    case 'unsupported':
      return false;
  }
}

/**
 * The end of each launch that counts, by the launch: its first orderly end, or else its latest failure. A launch has at
 * most one result, however often it was tried, or its end written down.
 */
export function countedEnds(entries: readonly Entry[]): ReadonlyMap<string, Finished> {
  const counted = new Map<string, Finished>();
  for (const entry of entries) {
    if (entry.type !== 'finished') continue;
    const before = counted.get(entry.launch);
    if (before === undefined || isFailure(before.outcome)) counted.set(entry.launch, entry);
  }
  return counted;
}

/** How often each launch failed. An end that is written down twice was one: between two there is a beginning. */
export function failuresIn(entries: readonly Entry[]): ReadonlyMap<string, number> {
  const failures = new Map<string, number>();
  const over = new Set<string>();
  for (const entry of entries) {
    if (entry.type === 'started') over.delete(entry.launch);
    if (entry.type !== 'finished' || over.has(entry.launch)) continue;
    over.add(entry.launch);
    if (isFailure(entry.outcome)) failures.set(entry.launch, (failures.get(entry.launch) ?? 0) + 1);
  }
  return failures;
}
