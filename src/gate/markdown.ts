import { modelledFigures, virtualFigures } from '../results/device.js';
import { markdownList, markdownTable, markdownText } from '../results/markdown-text.js';
import { limit, measured, whyText } from './figures.js';
import { paceText } from '../results/pace-text.js';
import type { Finding, Outcome } from './finding.js';
import { gapText } from './coverage.js';
import type { Verdict } from './verdict.js';

const marks = { passed: '✅', waived: '⏸️', failed: '❌', inconclusive: '❔', missing: '⬜' } as const satisfies Record<
  Outcome,
  string
>;
const order = ['failed', 'missing', 'inconclusive', 'waived', 'passed'] as const satisfies readonly Outcome[];

/** The verdict for a pull request or a job's summary, in GitHub's Markdown. */
export function verdictMarkdown(verdict: Verdict): string {
  const {
    run_id,
    baseline_run: baseline,
    level,
    outcome,
    counts,
    findings,
    gaps,
    warnings,
    not_a_phone,
    modelled,
  } = verdict;
  const tally = order.filter((each) => counts[each] > 0).map((each) => `${String(counts[each])} ${each}`);
  const trouble = findings.filter((finding) => finding.outcome !== 'passed');
  const passed = findings.filter((finding) => finding.outcome === 'passed');
  const parts = [
    `## ${marks[outcome]} Gate ${outcome}: ${markdownText(run_id)}`,
    `${tally.join(', ') || 'Nothing was judged'} at level ${level}${baseline === undefined ? '' : `, against ${markdownText(baseline)}`}.`,
    ...(not_a_phone ? [`> [!WARNING]\n> ${virtualFigures}.${modelled === true ? ` ${modelledFigures}.` : ''}`] : []),
    ...(gaps.length > 0 ? [markdownList('Phones of the fleet are missing:', gaps.map(gapText))] : []),
    ...(trouble.length > 0 ? [table(trouble)] : []),
    ...(passed.length > 0
      ? [`<details><summary>${String(passed.length)} passed</summary>\n\n${table(passed)}\n\n</details>`]
      : []),
    ...(warnings.length > 0 ? [markdownList('Worth a look:', warnings)] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function table(findings: readonly Finding[]): string {
  const head = [
    '',
    'device',
    'variant',
    'units',
    'size',
    'metric',
    'measured (95 % interval)',
    'budget',
    'why',
    'rule',
  ];
  const rows = findings.map((finding) => [
    `${marks[finding.outcome]} ${finding.outcome}`,
    `${finding.device_name}${finding.os_version === undefined ? '' : `, iOS ${finding.os_version}`}`,
    finding.variant,
    finding.compute_units,
    `${finding.size}${paceText({ pace_hz: finding.pace_hz })}`,
    finding.metric,
    measured(finding),
    limit(finding),
    whyText(finding),
    String(finding.rule),
  ]);
  return markdownTable(head, rows);
}
