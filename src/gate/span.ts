import type { CaseRow } from '../results/tables/results.js';
import type { Span } from './compare.js';
import { intervalOf } from './metrics.js';
import type { Metric } from './metrics.js';
import type { Evidence } from './rule-schema.js';

/** What a row's evidence spans. Undefined without a figure, and where the evidence is an interval and there is none. */
export function spanOf(row: CaseRow, metric: Metric, evidence: Evidence): Span | undefined {
  const value = row[metric];
  if (value === undefined) return undefined;
  if (evidence === 'point') return { low: value, high: value };
  const interval = intervalOf(metric);
  const [low, high] = [interval && row[interval.low], interval && row[interval.high]];
  if (low === undefined || high === undefined) return undefined;
  // Tables of rezbench 0.2.0 have intervals around another estimate, which can miss the median itself.
  return { low: Math.min(low, value), high: Math.max(high, value) };
}
