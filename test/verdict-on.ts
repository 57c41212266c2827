import type { Rule } from '../src/gate/rule-schema.js';
import { verdictOf } from '../src/gate/verdict.js';
import type { Budgets, Verdict } from '../src/gate/verdict.js';
import type { Waiver } from '../src/gate/waiver-schema.js';
import type { CaseRow } from '../src/results/tables/results.js';
import { caseRow } from './case-row.js';

/** A case of a phone with an interval across launches, from 9 to 11 ms around 10. */
export const measuredRow = (cells: Partial<CaseRow> = {}): CaseRow =>
  caseRow({
    device_name: 'Bench 1',
    device_model: 'iPhone15,2',
    device_kind: 'physical',
    os_version: '26.1',
    os_build: '23B85',
    app_build: '7',
    scale: 2,
    launches: 5,
    latency_median_ms: 10,
    latency_ci_low_ms: 9,
    latency_ci_high_ms: 11,
    latency_ci_kind: 'across_launches',
    psnr_y_db: 30,
    memory_predict_peak_bytes: 100e6,
    ...cells,
  });

/** Rules without their numbers, which they get by their order. */
export type Unnumbered = Partial<Omit<Rule, 'number'>>;

const numbered = (rules: readonly Unnumbered[]): Rule[] =>
  rules.map((rule, index) => ({ match: {}, metric: 'latency_median_ms', ...rule, number: index + 1 }));

/** What rules say about rows. */
export const verdictOn = (
  rows: readonly CaseRow[],
  rules: readonly Unnumbered[],
  more: Partial<Omit<Budgets, 'rules'>> = {},
): Verdict =>
  verdictOf('run', rows, {
    file: 'b.yaml',
    level: 'nightly',
    allowVirtual: false,
    rules: numbered(rules),
    ...more,
  });

/** A waiver of the case of `measuredRow`. */
export const waiverOf = (cells: Partial<Waiver> = {}): Waiver => ({
  case: 'a-all-64x64',
  metric: 'latency_median_ms',
  expires: '2027-01-31',
  issue: '#12',
  owner: 'Ann',
  ...cells,
});
