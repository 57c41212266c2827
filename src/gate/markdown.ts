import { modelledFigures, virtualFigures } from '../results/device.js';
import { markdownText } from '../results/markdown-text.js';
import { limit, measured } from './figures.js';
import type { Finding, Outcome } from './finding.js';
import type { Verdict } from './verdict.js';

const marks = { passed: '✅', failed: '❌', inconclusive: '❔', missing: '⬜' } as const satisfies Record<
  Outcome,
  string
>;
const order = ['failed', 'missing', 'inconclusive', 'passed'] as const satisfies readonly Outcome[];

/** The verdict for a pull request or a job's summary, in GitHub's Markdown. */
export function verdictMarkdown(verdict: Verdict): string {
  const { run_id, level, outcome, counts, findings, not_a_phone, modelled } = verdict;
  const tally = order.filter((each) => counts[each] > 0).map((each) => `${String(counts[each])} ${each}`);
  const trouble = findings.filter((finding) => finding.outcome !== 'passed');
  const passed = findings.filter((finding) => finding.outcome === 'passed');
  const parts = [
    `## ${marks[outcome]} Gate ${outcome}: ${markdownText(run_id)}`,
    `${tally.join(', ')} at level ${level}.`,
    ...(not_a_phone ? [`> [!WARNING]\n> ${virtualFigures}.${modelled === true ? ` ${modelledFigures}.` : ''}`] : []),
    ...(trouble.length > 0 ? [table(trouble)] : []),
    ...(passed.length > 0
      ? [`<details><summary>${String(passed.length)} passed</summary>\n\n${table(passed)}\n\n</details>`]
      : []),
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
    finding.pace_hz === undefined ? finding.size : `${finding.size}, paced`,
    finding.metric,
    measured(finding),
    limit(finding),
    finding.reason,
    String(finding.rule),
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(markdownText).join(' | ')} |`).join('\n');
}
