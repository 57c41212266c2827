import type { Row } from '../results/read-tables.js';
import type { Evidence, Level } from './budgets.js';
import { caseFacts } from './case-facts.js';
import type { CaseFacts } from './case-facts.js';
import { figure } from './figures.js';
import type { Assignment } from './match.js';
import { intervalOf } from './metrics.js';

/** From good to bad: a verdict over several findings is the worst of them. */
export const outcomes = ['passed', 'inconclusive', 'missing', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

export const worst = (of: readonly Outcome[]): Outcome =>
  outcomes.findLast((outcome) => of.includes(outcome)) ?? 'passed';

/** What one rule says of one metric of one case. Absent is unknown. */
export interface Finding extends CaseFacts {
  readonly metric: string;
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

/** The span of values that the evidence allows for: with `point` the figure itself, else its 95 % interval. */
interface Span {
  readonly low: number;
  readonly high: number;
}

/**
 * Judges one metric of one case. With an interval there are three answers: the whole of it keeps the limit, the whole of
 * it breaks the limit, or the limit lies inside and the run cannot tell.
 */
export function judge({ row, rule }: Assignment, level: Level): Finding {
  const { metric, min, max } = rule;
  const interval = intervalOf(metric);
  const evidence = rule.evidence ?? (interval === undefined ? 'point' : defaultEvidence[level]);
  const value = row.number(metric);
  const low = interval && row.number(interval.low);
  const high = interval && row.number(interval.high);
  const launches = row.number('launches') ?? 0;
  const about = { ...caseFacts(row), metric, value, low, high, min, max, evidence, launches, rule: rule.number };
  const say = (outcome: Outcome, reason: string): Finding => ({ ...about, outcome, reason });

  const absent = whyMissing(row, metric);
  if (absent !== undefined || value === undefined) return say('missing', absent ?? '');
  if (launches < (rule.min_launches ?? 0)) {
    return say('inconclusive', `${String(launches)} of the ${String(rule.min_launches)} launches the rule asks for`);
  }
  if (evidence === 'point') return say(...held({ low: value, high: value }, { min, max }));
  if (low === undefined || high === undefined) {
    return say('inconclusive', 'no interval: it needs 20 iterations of one launch, or 5 launches');
  }
  // An interval of batch medians is centred on their mean, and can miss the median itself.
  return say(...held({ low: Math.min(low, value), high: Math.max(high, value) }, { min, max }));
}

/** A night must be sure that it is slower before it fails; a release must be sure that it is fast enough to pass. */
const defaultEvidence = { nightly: 'lower_bound', release: 'upper_bound' } as const satisfies Record<Level, Evidence>;

function whyMissing(row: Row, metric: string): string | undefined {
  const status = row.text('status') ?? 'skipped';
  if (status !== 'ok') return [status, row.text('reason')].filter((part) => part !== undefined).join(': ');
  return row.number(metric) === undefined ? `the run has no ${metric} for this case` : undefined;
}

function held(span: Span, { min, max }: Pick<Finding, 'min' | 'max'>): [Outcome, string] {
  const answers: [Outcome, string][] = [];
  if (max !== undefined) answers.push(below(span, max));
  if (min !== undefined) answers.push(above(span, min));
  const overall = worst(answers.map(([outcome]) => outcome));
  const why = answers.filter(([outcome]) => outcome === overall).map(([, reason]) => reason);
  return [overall, why.join(', ')];
}

function below({ low, high }: Span, max: number): [Outcome, string] {
  if (high <= max) return ['passed', `at most ${String(max)}`];
  if (low > max) return ['failed', `above ${String(max)}${by(low, max)}`];
  return ['inconclusive', `its interval holds ${String(max)}`];
}

function above({ low, high }: Span, min: number): [Outcome, string] {
  if (low >= min) return ['passed', `at least ${String(min)}`];
  if (high < min) return ['failed', `below ${String(min)}${by(high, min)}`];
  return ['inconclusive', `its interval holds ${String(min)}`];
}

/** How far the kinder end of the evidence is beyond the limit. */
const by = (value: number, limit: number): string => ` by ${figure(Math.abs(value - limit))}`;
