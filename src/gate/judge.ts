import type { CaseRow } from '../results/tables/results.js';
import type { Baseline } from './baseline.js';
import { caseFacts } from './case-facts.js';
import { compareToLimits } from './compare.js';
import type { Answer } from './compare.js';
import type { Finding } from './finding.js';
import type { Assignment } from './match.js';
import { intervalOf } from './metrics.js';
import type { Metric } from './metrics.js';
import { judgeRegression } from './regression.js';
import type { Evidence, Level, Rule } from './rule-schema.js';
import { spanOf } from './span.js';

/** Judges one metric of one case: its figure, or its change from the baseline's. */
export function judge({ row, rule, kind }: Assignment, level: Level, baseline: Baseline | undefined): Finding {
  const { metric } = rule;
  const interval = intervalOf(metric);
  const evidence = rule.evidence ?? (interval === undefined ? 'point' : defaultEvidence[level]);
  const { min, max } = kind === 'figure' ? rule : { min: undefined, max: undefined };
  const base = {
    ...caseFacts(row),
    metric,
    value: row[metric],
    low: interval && row[interval.low],
    high: interval && row[interval.high],
    min,
    max,
    evidence,
    launches: row.launches,
    rule: rule.number,
  };
  const early = whyMissing(row, metric) ?? whyTooFew(row, rule);
  switch (kind) {
    case 'figure': {
      const [outcome, reason] = early ?? judgeFigure(row, rule, evidence);
      return { ...base, outcome, reason };
    }
    case 'regression': {
      const { answer, regression } = judgeRegression({ row, rule, evidence, baseline });
      const [outcome, reason] = early ?? answer;
      return { ...base, regression, outcome, reason };
    }
  }
}

/** A night must be sure that it is slower before it fails; a release must be sure that it is fast enough to pass. */
const defaultEvidence = { nightly: 'lower_bound', release: 'upper_bound' } as const satisfies Record<Level, Evidence>;

function whyMissing(row: CaseRow, metric: Metric): Answer | undefined {
  const { status, reason } = row;
  if (status !== 'ok') return ['missing', reason === undefined ? status : `${status}: ${reason}`];
  return row[metric] === undefined ? ['missing', `the run has no ${metric} for this case`] : undefined;
}

function whyTooFew({ launches }: CaseRow, { min_launches: wanted = 0 }: Rule): Answer | undefined {
  if (launches >= wanted) return undefined;
  return ['inconclusive', `${String(launches)} of the ${String(wanted)} launches the rule asks for`];
}

function judgeFigure(row: CaseRow, rule: Rule, evidence: Evidence): Answer {
  const span = spanOf(row, rule.metric, evidence);
  if (span === undefined) return ['inconclusive', 'no interval: it needs 20 iterations of one launch, or 5 launches'];
  const answer = compareToLimits(span, rule);
  return rule.metric === 'cold_load_ms' ? onlyIfCold(row, answer) : answer;
}

/** A load that the system may have kept ready is no cold load: it shows that a budget is broken, and not that it is kept. */
function onlyIfCold({ cold_load_shown: isCold }: CaseRow, [outcome, reason]: Answer): Answer {
  if (outcome !== 'passed' || isCold === true) return [outcome, reason];
  return [
    'inconclusive',
    isCold === false
      ? 'first light found loads after a purge no slower than prepared ones on this phone and iOS build'
      : 'first light has not shown on this phone and iOS build that a load after a purge is a cold one',
  ];
}
