import { median } from '../stats/summary.js';
import type { Unusable } from './unusable.js';

/** Launches of tonight and of the baseline; noisy phones need five, or a repetition. */
const memoryLaunches = 3;
const pinnedMemoryLaunches = 10;
/** A tenth of launches holds a buffer more or less; medians leave them out, and this share is beyond the rest. */
export const largestUnchanged = 0.05;

export type MemoryVerdict =
  | {
      /** `equivalent`: within 5 %, which is what memory of unchanged packages varies by. */
      readonly verdict: 'regressed' | 'improved' | 'equivalent';
      /** Share of the base: .15 is 15 % more. */
      readonly change: number;
    }
  | { readonly verdict: 'inconclusive'; readonly why: Unusable };

/** Compares the median peak memory of tonight's launches with that of the pinned ones, both in bytes. */
export function memoryVerdict(tonightBytes: readonly number[], pinnedBytes: readonly number[]): MemoryVerdict {
  const inconclusive = (why: Unusable): MemoryVerdict => ({ verdict: 'inconclusive', why });
  for (const [bytes, need] of [
    [tonightBytes, memoryLaunches],
    [pinnedBytes, pinnedMemoryLaunches],
  ] as const) {
    if (bytes.length === 0) return inconclusive({ kind: 'no_measurement' });
    if (!bytes.every((value) => Number.isFinite(value) && value > 0)) return inconclusive({ kind: 'not_a_number' });
    if (bytes.length < need) return inconclusive({ kind: 'too_few_launches', have: bytes.length, need });
  }
  const [tonight, pinned] = [median(tonightBytes), median(pinnedBytes)];
  const most = 1 + largestUnchanged;
  const verdict = tonight > pinned * most ? 'regressed' : tonight * most < pinned ? 'improved' : 'equivalent';
  return { verdict, change: tonight / pinned - 1 };
}
