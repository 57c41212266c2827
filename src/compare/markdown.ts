import { modelledFigures, virtualFigures } from '../results/device.js';
import { markdownTable, markdownText } from '../results/markdown-text.js';
import type { Alarm } from './alarms/alarm.js';
import { alarmText, goneText, groupsOf, sharedWhy, unexplained } from './alarms/alarm-text.js';
import { casesOf } from './compare-runs.js';
import type { Comparison, ComparisonWithAlarms, Outcome } from './comparison.js';
import type { CaseFacts, Finding } from './finding.js';
import { nextSteps } from './next-steps.js';
import type { Paths } from './next-steps.js';
import { effectOf, intervalOf, phoneOf, settingOf, sureText, valueOf } from './wording.js';

const titles = {
  nothing_regressed: '✅ Nothing regressed',
  inconclusive: '❔ Not decided yet',
  missing: '⬜ Not all of it could be compared',
  regressed: '❌ Regressed',
} as const satisfies Record<Outcome, string>;

/** What the words mean, for a reader who knows nothing else. */
const words = [
  'A **case** is a model variant on a phone, with compute units and an image size.',
  '**Regressed**: slower, and twice in a row as surely as p < .005 in eight fresh processes each, by 2 % or more; or more than 5 % more memory, or .1 dB or more of PSNR lost, or a case that fails and did not before.',
  '**Equivalent**: shown to differ by less than 3 % either way. **Inconclusive**: neither is shown; the smallest slowdown that would have been seen stands beside it. **Refused**: the two runs do not compare, for the reason that is given.',
] as const;

/** The comparison for somebody who decides: what happened, on which phone, how sure, why, and what to do next. */
export function comparisonMarkdown(comparison: ComparisonWithAlarms, paths: Paths): string {
  const { candidate_run, outcome, findings, only_base, only_candidate, notes, phones } = comparison;
  const { not_a_phone, modelled } = comparison;
  const having = (consequence: Finding['consequence']): Finding[] =>
    unexplained(findings, comparison).filter((finding) => finding.consequence === consequence);
  const improved = findings.filter(({ verdict }) => verdict === 'improved');
  const groups = groupsOf(comparison);
  const suspects = phones.filter(({ is_suspect }) => is_suspect);
  const parts = [
    `## ${titles[outcome]}: ${markdownText(candidate_run)}`,
    summary(comparison),
    ...(not_a_phone ? [`> [!WARNING]\n> ${virtualFigures}.${modelled === true ? ` ${modelledFigures}.` : ''}`] : []),
    section('What to do next', nextSteps(comparison, paths)),
    section(
      'What alarms together, and one cause explains',
      groups.map((alarm) => groupSentence(alarm, findings)),
    ),
    section('What regressed', having('regressed').map(sentence)),
    section('Suspicious, and not decided yet', having('inconclusive').map(sentence)),
    section(
      'Phones that are slower as a whole',
      suspects.map(
        ({ device_name, change_percent, low_percent, high_percent, p, nights }) =>
          `**${markdownText(device_name)}**: all its cases together are ${String(change_percent)} % slower than in ${String(nights)} nights ` +
          `(90 % interval ${String(low_percent)} to ${String(high_percent)} %, ${sureText(p)}). No package explains that: look at the phone.`,
      ),
    ),
    section('Not compared', [
      ...having('missing').map(sentence),
      ...unexplained(only_base, comparison).map((facts) => `${nameOf(facts)}: the candidate has no such case.`),
    ]),
    section('What went away', comparison.gone.map(goneText).map(markdownText)),
    section('What improved', improved.map(sentence)),
    section(
      'New, so nothing to compare with',
      only_candidate.map((facts) => `${nameOf(facts)}.`),
    ),
    section(
      'Notes',
      notes.map((note) => `${markdownText(note)}.`),
    ),
    `<details><summary>All ${String(casesOf(findings).length)} cases</summary>\n\n${table(findings)}\n\n</details>`,
    `<details><summary>What the words mean</summary>\n\n${words.map((each) => `- ${each}`).join('\n')}\n- Every figure stands in compare.csv beside this page, and what is not about one case in compare.json.\n\n</details>`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : [`### ${title}`, lines.map((line) => `- ${line}`).join('\n')].join('\n\n');

function summary({ base_runs, counts, candidate_run, confirmations }: Comparison): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const tally = (['regressed', 'refused', 'inconclusive', 'improved', 'equivalent'] as const)
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `${String(counts[verdict])} ${verdict}`);
  const [first, last] = [base_runs[0], base_runs.at(-1)];
  const nights = base_runs.length === 1 ? 'one run' : `${String(base_runs.length)} runs`;
  const from = first === undefined ? '' : ` (${first}${first === last ? '' : ` to ${last ?? ''}`})`;
  const confirmed = confirmations.length === 0 ? '' : ` Confirmed by ${confirmations.map(markdownText).join(', ')}.`;
  return `${markdownText(candidate_run)} beside ${nights}${markdownText(from)}: of ${String(total)} cases ${tally.join(', ') || 'none compares'}.${confirmed}`;
}

const nameOf = (facts: CaseFacts): string => {
  const phone = phoneOf(facts);
  return `**${markdownText(facts.variant)}** on **${markdownText(facts.device_name)}**${phone === '' ? '' : ` (${markdownText(phone)})`}, ${settingOf(facts)}`;
};

function groupSentence(alarm: Alarm, findings: readonly Finding[]): string {
  const why = sharedWhy(alarm, findings);
  return `${markdownText(alarmText(alarm))}.${why.length === 0 ? '' : ` *Why*: ${markdownText(why.join('; '))}.`}`;
}

/** One finding as a person would tell it. */
function sentence(finding: Finding): string {
  const { metric, base_value, candidate_value, unit, reason, why, sees_from_percent, p, method } = finding;
  const effect = effectOf(finding);
  const interval = intervalOf(finding);
  const figures =
    base_value === undefined || candidate_value === undefined
      ? ''
      : ` ${valueOf(base_value, unit)} before, ${valueOf(candidate_value, unit)} now`;
  const by = effect === undefined ? '' : `, **${effect}**${interval === undefined ? '' : ` (${interval})`}`;
  const sure = [
    method,
    ...(metric === 'memory' ? [memoryEvidence(finding)] : []),
    ...(p === undefined ? [] : [sureText(p)]),
    ...(sees_from_percent === undefined
      ? []
      : [`a slowdown of ${String(sees_from_percent)} % or more would have been seen`]),
  ];
  return [
    `${nameOf(finding)}: ${metric}${figures}${by}: ${markdownText(reason)}.`,
    `*How sure*: ${markdownText(sure.join('; '))}.`,
    ...(why.length === 0 ? [] : [`*Why*: ${markdownText(why.join('; '))}.`]),
  ].join(' ');
}

const memoryEvidence = ({ candidate_launches, base_launches, nights }: Finding): string =>
  `launches: ${String(candidate_launches ?? 0)} now, ${String(base_launches ?? 0)} in ${String(nights ?? 0)} ${nights === 1 ? 'night' : 'nights'} before`;

function table(findings: readonly Finding[]): string {
  const head = [
    'verdict',
    'device',
    'variant',
    'setting',
    'metric',
    'before',
    'now',
    'effect',
    'interval',
    'sees from',
    'reason',
  ];
  const rows = findings.map((finding) => [
    finding.verdict,
    finding.device_name,
    finding.variant,
    settingOf(finding),
    finding.metric,
    valueOf(finding.base_value, finding.unit),
    valueOf(finding.candidate_value, finding.unit),
    effectOf(finding) ?? '',
    intervalOf(finding) ?? '',
    finding.sees_from_percent === undefined ? '' : `${String(finding.sees_from_percent)} %`,
    finding.reason,
  ]);
  return markdownTable(head, rows);
}
