import { median } from '../stats/summary.js';
import { largestUnchanged, memoryVerdict } from '../verdict/memory.js';
import { explainUnusable } from '../verdict/unusable.js';
import { percent } from './finding.js';
import type { About } from './finding.js';
import type { Seen } from './difference.js';

/** The peaks of the launches of a case that found its model prepared; of older tables the one that they have. */
function peaksOf({ night, row }: Seen): readonly number[] {
  const peaks = night.launchesOf(row).flatMap(({ memory_predict_peak_bytes: bytes }) => bytes ?? []);
  if (peaks.length > 0) return peaks;
  return row.memory_predict_peak_bytes === undefined ? [] : [row.memory_predict_peak_bytes];
}

/** Peak memory by its own rule: medians of launches. Undefined where neither side has any. */
export function memoryFinding(pinned: readonly Seen[], candidate: Seen): About | undefined {
  const [before, now] = [pinned.flatMap(peaksOf), peaksOf(candidate)];
  if (before.length === 0 && now.length === 0) return undefined;
  const known = before.length > 0 && now.length > 0;
  const change = known ? median(now) / median(before) - 1 : undefined;
  const figures = {
    metric: 'memory',
    method: 'medians of peak memory',
    unit: 'bytes',
    base_value: before.length > 0 ? Math.round(median(before)) : undefined,
    candidate_value: now.length > 0 ? Math.round(median(now)) : undefined,
    change_percent: change === undefined ? undefined : percent(change),
    nights: pinned.length,
    base_launches: before.length,
    candidate_launches: now.length,
  } as const;
  const found = memoryVerdict(now, before);
  if (found.verdict !== 'inconclusive') {
    const { verdict } = found;
    return { ...figures, verdict, consequence: verdict === 'regressed' ? 'regressed' : 'none', reason: 'peak memory' };
  }
  const isSuspect = change !== undefined && change > largestUnchanged;
  return {
    ...figures,
    verdict: 'inconclusive',
    consequence: isSuspect || !known ? 'inconclusive' : 'none',
    reason: `${explainUnusable(found.why)}${isSuspect ? '; measure more launches' : ''}`,
  };
}
