import { gapText } from './coverage.js';
import { limit, measured, whyText } from './figures.js';
import { outcomes } from './finding.js';
import type { Finding, Outcome } from './finding.js';
import type { Verdict } from './verdict.js';

/** The columns of `findingRows`. */
export const findingHead = ['verdict', 'case', 'device', 'metric', 'measured', 'budget', 'why'] as const;

/** From good to bad, so that the last line on a screen is the worst; what passed only where it is asked for. */
export function findingRows({ findings }: Verdict, { all }: { readonly all: boolean }): string[][] {
  const shown = all ? findings : findings.filter(({ outcome }) => outcome !== 'passed');
  return outcomes.flatMap((outcome) => shown.filter((finding) => finding.outcome === outcome).map(findingRow));
}

const findingRow = (finding: Finding): string[] => [
  finding.outcome,
  finding.case_id,
  finding.device_name,
  finding.metric,
  measured(finding),
  limit(finding),
  whyText(finding),
];

/** Lines before the table of findings. */
export const linesBefore = ({ counts, warnings }: Verdict, { all }: { readonly all: boolean }): string[] => [
  ...(counts.passed > 0 && !all ? [`${String(counts.passed)} passed (--all lists them)`] : []),
  ...warnings.map((warning) => `warning: ${warning}`),
];

/** Lines after it: what is missing of the fleet, and how many findings came out how, the worst last. */
export const linesAfter = ({ gaps, counts }: Verdict): string[] => [
  ...gaps.map((gap) => `missing of the fleet: ${gapText(gap)}`),
  [
    ...outcomes.filter((outcome) => counts[outcome] > 0).map((outcome) => tally(outcome, counts[outcome])),
    ...(gaps.length > 0 ? [`${String(gaps.length)} missing of the fleet`] : []),
  ].join(', '),
];

const tally = (outcome: Outcome, count: number): string => `${String(count)} ${outcome}`;
