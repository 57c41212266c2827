import { figure } from './figures.js';
import { worst } from './finding.js';
import type { Outcome } from './finding.js';

/** The span of values that the evidence allows for: with `point` the figure itself, else its 95 % interval. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

/** One or both; none is kept by everything. */
export interface Limits {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** A clause says how it came about; several are joined. */
export type Answer = readonly [outcome: Outcome, reason: string];

/**
 * There are three answers: the whole span keeps the limits, the whole span breaks one, or a limit lies inside and the run
 * cannot tell.
 */
export function compareToLimits(span: Span, { min, max }: Limits): Answer {
  const answers: Answer[] = [];
  if (max !== undefined) answers.push(compareToMax(span, max));
  if (min !== undefined) answers.push(compareToMin(span, min));
  const overall = worst(answers.map(([outcome]) => outcome));
  const reasons = answers.filter(([outcome]) => outcome === overall).map(([, reason]) => reason);
  return [overall, reasons.join(', ')];
}

function compareToMax({ low, high }: Span, max: number): Answer {
  if (high <= max) return ['passed', `at most ${String(max)}`];
  if (low > max) return ['failed', `above ${String(max)} by ${excess(low, max)}`];
  return ['inconclusive', `its interval holds ${String(max)}`];
}

function compareToMin({ low, high }: Span, min: number): Answer {
  if (low >= min) return ['passed', `at least ${String(min)}`];
  if (high < min) return ['failed', `below ${String(min)} by ${excess(high, min)}`];
  return ['inconclusive', `its interval holds ${String(min)}`];
}

/** How far the kinder end of the evidence is beyond the limit. */
const excess = (value: number, limit: number): string => figure(Math.abs(value - limit));
