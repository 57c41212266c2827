import type { CaseRow } from '../results/tables/results.js';
import type { Evidence, Level } from './budgets.js';
import { caseFacts } from './case-facts.js';
import { figure } from './figures.js';
import { worst } from './finding.js';
import type { Finding, Outcome } from './finding.js';
import type { Assignment } from './match.js';
import { intervalOf } from './metrics.js';
import type { Metric } from './metrics.js';

/** The span of values that the evidence allows for: with `point` the figure itself, else its 95 % interval. */
interface Span {
  readonly low: number;
  readonly high: number;
}

/**
 * Judges one metric of one case. With an interval there are three answers: the whole interval keeps the limit, the whole
 * interval breaks it, or the limit lies inside and the run cannot tell.
 */
export function judge({ row, rule }: Assignment, level: Level): Finding {
  const { metric, min, max } = rule;
  const interval = intervalOf(metric);
  const evidence = rule.evidence ?? (interval === undefined ? 'point' : defaultEvidence[level]);
  const value = row[metric];
  const low = interval && row[interval.low];
  const high = interval && row[interval.high];
  const { launches } = row;
  const base = { ...caseFacts(row), metric, value, low, high, min, max, evidence, launches, rule: rule.number };
  const finding = (outcome: Outcome, reason: string): Finding => ({ ...base, outcome, reason });

  const absent = whyMissing(row, metric);
  if (absent !== undefined || value === undefined) return finding('missing', absent ?? '');
  if (launches < (rule.min_launches ?? 0)) {
    return finding(
      'inconclusive',
      `${String(launches)} of the ${String(rule.min_launches)} launches the rule asks for`,
    );
  }
  if (evidence === 'point') return finding(...compareToLimits({ low: value, high: value }, { min, max }));
  if (low === undefined || high === undefined) {
    return finding('inconclusive', 'no interval: it needs 20 iterations of one launch, or 5 launches');
  }
  // Tables of rezbench 0.2.0 have intervals around another estimate, which can miss the median itself.
  return finding(...compareToLimits({ low: Math.min(low, value), high: Math.max(high, value) }, { min, max }));
}

/** A night must be sure that it is slower before it fails; a release must be sure that it is fast enough to pass. */
const defaultEvidence = { nightly: 'lower_bound', release: 'upper_bound' } as const satisfies Record<Level, Evidence>;

function whyMissing(row: CaseRow, metric: Metric): string | undefined {
  const { status, reason } = row;
  if (status !== 'ok') return reason === undefined ? status : `${status}: ${reason}`;
  return row[metric] === undefined ? `the run has no ${metric} for this case` : undefined;
}

function compareToLimits(span: Span, { min, max }: Pick<Finding, 'min' | 'max'>): [Outcome, string] {
  const answers: [Outcome, string][] = [];
  if (max !== undefined) answers.push(compareToMax(span, max));
  if (min !== undefined) answers.push(compareToMin(span, min));
  const overall = worst(answers.map(([outcome]) => outcome));
  const reasons = answers.filter(([outcome]) => outcome === overall).map(([, reason]) => reason);
  return [overall, reasons.join(', ')];
}

function compareToMax({ low, high }: Span, max: number): [Outcome, string] {
  if (high <= max) return ['passed', `at most ${String(max)}`];
  if (low > max) return ['failed', `above ${String(max)} by ${excess(low, max)}`];
  return ['inconclusive', `its interval holds ${String(max)}`];
}

function compareToMin({ low, high }: Span, min: number): [Outcome, string] {
  if (low >= min) return ['passed', `at least ${String(min)}`];
  if (high < min) return ['failed', `below ${String(min)} by ${excess(high, min)}`];
  return ['inconclusive', `its interval holds ${String(min)}`];
}

/** How far the kinder end of the evidence is beyond the limit. */
const excess = (value: number, limit: number): string => figure(Math.abs(value - limit));
