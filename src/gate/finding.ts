import type { Evidence } from './budgets.js';
import type { CaseFacts } from './case-facts.js';
import type { Metric } from './metrics.js';

/** From good to bad: the verdict on several findings is the worst of them. */
export const outcomes = ['passed', 'inconclusive', 'missing', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

export const worst = (found: readonly Outcome[]): Outcome =>
  outcomes.findLast((outcome) => found.includes(outcome)) ?? 'passed';

/** What one rule says about one metric of one case. Absent is unknown. */
export interface Finding extends CaseFacts {
  readonly metric: Metric;
  readonly value: number | undefined;
  /** The ends of its 95 % interval. */
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly evidence: Evidence;
  readonly launches: number;
  readonly rule: number;
  readonly outcome: Outcome;
  /** One clause: why. */
  readonly reason: string;
}
