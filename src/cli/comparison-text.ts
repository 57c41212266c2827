import { alarmLines, unexplained } from '../compare/alarms/alarm-text.js';
import type { ComparisonWithAlarms, Outcome } from '../compare/comparison.js';
import { consequences } from '../compare/finding.js';
import type { Finding } from '../compare/finding.js';
import { confirmCommand } from '../compare/next-steps.js';
import type { Paths } from '../compare/next-steps.js';
import { effectOf, intervalOf, settingOf } from '../compare/wording.js';
import { optionsAgain } from './again.js';
import { modelledFigures, virtualFigures } from '../results/device.js';
import type { CaseRow } from '../results/tables/results.js';
import { readProvenance } from '../results/read-provenance.js';
import { resumeCommand } from '../run/stopped.js';
import { planCost } from '../terminal/plan-summary.js';
import { textTable } from '../terminal/table.js';
import { identityOf } from '../virtual/iphone/identity.js';
import type { Night } from '../compare/night.js';
import type { ConfirmationRun } from './confirm-run.js';

const outcomes = {
  nothing_regressed: 'nothing regressed',
  inconclusive: 'not decided yet',
  missing: 'not all of it could be compared',
  regressed: 'regressed',
} as const satisfies Record<Outcome, string>;

/** A comparison for the terminal, which ends with what needs attention. */
export function comparisonText(
  comparison: ComparisonWithAlarms,
  paths: Paths,
  home: string,
  { isConfirming = false } = {},
): string {
  const { findings, phones, only_base, only_candidate, notes, not_a_phone, modelled, outcome } = comparison;
  // The status of a case that is ok says nothing beside its figures.
  const told = findings.filter(({ metric, verdict }) => metric !== 'status' || verdict !== 'equivalent');
  const rank = ({ consequence }: Finding): number => consequences.indexOf(consequence);
  const sorted = [...told].sort((one, other) => rank(one) - rank(other));
  const rows = sorted.map((finding) => [
    finding.verdict,
    finding.device_name,
    finding.variant,
    settingOf(finding),
    finding.metric,
    [effectOf(finding), intervalOf(finding)].filter((part) => part !== undefined).join(', '),
    finding.reason,
  ]);
  const awaiting = findings.filter(({ awaits }) => awaits !== undefined).length;
  const lines = [
    ...only_candidate.map((facts) => `new: ${facts.case_id} on ${facts.device_name}`),
    ...notes.map((note) => `note: ${note}`),
    ...(not_a_phone ? [`${virtualFigures}.`] : []),
    ...(modelled === true ? [`${modelledFigures}.`] : []),
    textTable(['verdict', 'phone', 'variant', 'setting', 'metric', 'effect', 'what it comes to'], rows),
    '',
    ...unexplained(only_base, comparison).map(
      (facts) => `missing: ${facts.case_id} on ${facts.device_name}, which the base has`,
    ),
    ...phones.flatMap(({ is_suspect, device_name, change_percent }) =>
      is_suspect
        ? [`${device_name}: all its cases together are ${String(change_percent)} % slower; look at the phone`]
        : [],
    ),
    ...unexplained(sorted, comparison)
      .filter(({ why }) => why.length > 0)
      .map(({ case_id, device_name, metric, why }) => `${case_id} on ${device_name}, ${metric}: ${why.join('; ')}`),
    ...alarmLines(comparison),
    ...(awaiting > 0 && !isConfirming
      ? [`measure what is suspicious in pairs: ${confirmCommand(paths, comparison)}`]
      : []),
    `compare: ${outcomes[outcome]}: ${home}/verdict.md`,
  ];
  return lines.join('\n');
}

/** The command that measures a confirmation on the phones that the candidate had, and about how long that takes. */
export function howToMeasure({ folder, plan, cases }: ConfirmationRun, candidate: Night): string {
  const { fleet } = readProvenance(candidate.folder);
  const again = fleet
    ? optionsAgain({ virtual: fleet.file, night: fleet.night })
    : virtualOptions([...candidate.rows.values()]);
  const many = cases === 1 ? '1 case is' : `${String(cases)} cases are`;
  return `${many} to be measured in pairs, ${planCost(plan)}; measure with: ${resumeCommand({ ...folder, again })}, then compare again`;
}

/** A virtual iPhone is there no more when its run is over; its udid ends in its number. */
function virtualOptions(rows: readonly CaseRow[]): string[] {
  const virtual = rows.filter(({ device_kind }) => device_kind === 'virtual');
  const numbers = virtual.map(({ device_udid }) => Number.parseInt(device_udid.split('-').at(-1) ?? '', 16));
  const most = Math.max(0, ...numbers.filter(Number.isFinite));
  const os = virtual[0]?.os_version;
  if (most === 0) return [];
  return ['--virtual', String(most), ...(os === undefined || os === identityOf(1).osVersion ? [] : ['--ios', os])];
}
