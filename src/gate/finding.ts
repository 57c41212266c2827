import type { CaseFacts } from './case-facts.js';
import type { ChangeUnit, Metric } from './metrics.js';
import type { Evidence } from './rule-schema.js';

/** From good to bad: the verdict on several findings is the worst of them. */
export const outcomes = ['passed', 'waived', 'inconclusive', 'missing', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

export const worst = (found: readonly Outcome[]): Outcome =>
  outcomes.findLast((outcome) => found.includes(outcome)) ?? 'passed';

/** How a figure stands to that of its baseline. Shares (.03 is 3 %) or decibels; more is worse, whatever the metric. */
export interface Regression {
  readonly unit: ChangeUnit;
  readonly allowed: number;
  /** The run that the baseline is from. Absent where it has no such case. */
  readonly baseline_run?: string | undefined;
  readonly baseline_value?: number | undefined;
  readonly change?: number | undefined;
  /** The ends of its 95 % interval. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

/** Who answers for a budget that is not kept, and for how long. */
export interface Waived {
  readonly owner: string;
  readonly issue: string;
  readonly expires: string;
  readonly ceiling?: number;
  readonly floor?: number;
}

/** What one rule says about one metric of one case. Absent is unknown. */
export interface Finding extends CaseFacts {
  readonly metric: Metric;
  readonly value: number | undefined;
  /** The ends of its 95 % interval. */
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** Instead of min and max: the limit is the baseline's figure and what it may be worse by. */
  readonly regression?: Regression;
  readonly evidence: Evidence;
  readonly launches: number;
  readonly rule: number;
  readonly outcome: Outcome;
  /** One clause: why. */
  readonly reason: string;
  /** The waiver that was applied: also where its own limit is not kept. */
  readonly waiver?: Waived;
}
