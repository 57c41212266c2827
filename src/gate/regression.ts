import type { CaseRow } from '../results/tables/results.js';
import { baselineOf, runOf } from './baseline.js';
import type { Baseline } from './baseline.js';
import { compareToLimits } from './compare.js';
import type { Answer, Span } from './compare.js';
import type { Regression } from './finding.js';
import { worseningOf } from './metrics.js';
import type { Metric, Worsening } from './metrics.js';
import type { Evidence, Rule } from './rule-schema.js';
import { spanOf } from './span.js';
import { changeText } from './tolerance.js';

interface Asked {
  readonly row: CaseRow;
  readonly rule: Rule;
  readonly evidence: Evidence;
  readonly baseline: Baseline | undefined;
}

interface Judged {
  readonly answer: Answer;
  readonly regression: Regression;
}

/** Judges by how much a case is worse than the baseline's. What does not compare is inconclusive, with the reason. */
export function judgeRegression({ row, rule, evidence, baseline }: Asked): Judged {
  const { metric, max_regression: allowed } = rule;
  const worsening = worseningOf(metric);
  if (allowed === undefined || worsening === undefined || baseline === undefined) {
    throw new Error(`rule ${String(rule.number)} limits no change, or nothing that a change could be from`);
  }
  const asked = { unit: allowed.unit, allowed: allowed.amount };
  const base = baselineOf(row, metric, baseline);
  const about = { ...asked, baseline_run: runOf(row, baseline), baseline_value: base.value };
  if (base.kind === 'none') return { answer: ['inconclusive', base.why], regression: about };
  const change = pointChange(row[metric], base.value, worsening);
  if (change === undefined) return { answer: ['inconclusive', 'no share of 0 can be said'], regression: about };
  const known = { ...about, change };
  if (evidence === 'point') {
    return { answer: inUnit(compareSpan({ low: change, high: change }, asked), asked), regression: known };
  }
  const span = ratioSpan(row, base.row, metric);
  if (span === undefined) {
    const why = 'a change needs an interval across launches here and in the baseline: 5 launches of each';
    return { answer: ['inconclusive', why], regression: known };
  }
  return { answer: inUnit(compareSpan(span, asked), asked), regression: { ...known, ...span } };
}

const compareSpan = (span: Span, { allowed }: Pick<Regression, 'allowed'>): { answer: Answer; span: Span } => ({
  answer: compareToLimits(span, { max: allowed }),
  span,
});

/** The answer in the words of a change. */
function inUnit(
  { answer: [outcome], span }: { readonly answer: Answer; readonly span: Span },
  { unit, allowed }: Pick<Regression, 'unit' | 'allowed'>,
): Answer {
  const most = changeText(allowed, unit);
  if (outcome === 'passed') return [outcome, `worse by at most ${most}`];
  if (outcome === 'failed') return [outcome, `worse by ${changeText(span.low, unit)} or more, and ${most} is allowed`];
  return [outcome, `its interval holds a change of ${most}`];
}

/** By how much it is worse; below 0 it is better. Undefined for a share of nothing. */
function pointChange(value: number | undefined, base: number, { by, unit }: Worsening): number | undefined {
  if (value === undefined || (unit === '%' && base <= 0)) return undefined;
  const growth = unit === '%' ? value / base - 1 : value - base;
  return by === 'growing' ? growth : -growth;
}

/**
 * The 95 % interval of the growth of a positive figure, from those of the figure in two independent samples, on logarithms:
 * Zou and Donner (2008), "Construction of confidence intervals about effect measures: a general approach", Statistics in
 * Medicine 27, formula 4. Undefined unless both are intervals over launches: that of one launch says nothing of the next.
 */
export function ratioSpan(row: CaseRow, base: CaseRow, metric: Metric): Span | undefined {
  const [mine, other] = [row, base].map((each) => logSpan(each, metric));
  if (mine === undefined || other === undefined) return undefined;
  const log = mine.value - other.value;
  return {
    low: Math.expm1(log - Math.hypot(mine.value - mine.low, other.high - other.value)),
    high: Math.expm1(log + Math.hypot(mine.high - mine.value, other.value - other.low)),
  };
}

function logSpan(row: CaseRow, metric: Metric): (Span & { readonly value: number }) | undefined {
  const [value, span] = [row[metric], spanOf(row, metric, 'lower_bound')];
  if (row.latency_ci_kind !== 'across_launches' || value === undefined || span === undefined || span.low <= 0) {
    return undefined;
  }
  return { value: Math.log(value), low: Math.log(span.low), high: Math.log(span.high) };
}
