import type { FirstLightReport, ReportedCheck } from './report.js';
import { textTable } from '../terminal/table.js';

/** Describes a phone's report for the terminal: every check with its figures, then what to do about those that failed. */
export function firstLightSummary(name: string, { phone, checks }: FirstLightReport): string {
  const { kind = 'unknown kind', model = 'unknown model', ios_version } = phone;
  const failures = checks.filter(({ outcome }) => outcome === 'failed');
  const count = (outcome: ReportedCheck['outcome']): string =>
    `${String(checks.filter((check) => check.outcome === outcome).length)} ${outcomeWords[outcome]}`;
  return [
    `${name}: ${model}, iOS ${ios_version}, ${kind}`,
    textTable(
      ['check', '', ''],
      checks.map((check) => [check.name, outcomeWords[check.outcome], check.reason ?? formatFigures(check)]),
    ),
    ...failures.flatMap(({ name: failed, claim, reason = '', remedy = '' }) => [
      '',
      `${failed}: rezbench expects that ${claim}, but ${reason}.`,
      `  ${remedy}.`,
    ]),
    '',
    (['passed', 'failed', 'not_applicable', 'inconclusive'] as const).map(count).join(', '),
  ].join('\n');
}

const outcomeWords: Readonly<Record<ReportedCheck['outcome'], string>> = {
  passed: 'passed',
  failed: 'FAILED',
  not_applicable: 'not applicable',
  inconclusive: 'inconclusive',
};

const formatFigures = ({ figures }: ReportedCheck): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(' ') : String(value)}`)
    .join(', ');
