import { assertNever } from '../contract/outcome.js';
import type { FirstLightReport, ReportedCheck } from './report.js';
import { textTable } from '../terminal/table.js';

/** A phone's acceptance for the terminal: every check with its figures, then what to do about those that failed. */
export function firstLightSummary(name: string, { phone, checks }: FirstLightReport): string {
  const { kind = 'unknown kind', model = 'unknown model', ios_version } = phone;
  const failures = checks.filter(({ outcome }) => outcome === 'failed');
  const count = (outcome: ReportedCheck['outcome']): string =>
    `${String(checks.filter((check) => check.outcome === outcome).length)} ${told(outcome)}`;
  return [
    `${name}: ${model}, iOS ${ios_version}, ${kind}`,
    textTable(
      ['check', '', ''],
      checks.map((check) => [check.name, told(check.outcome), check.reason ?? figuresOf(check)]),
    ),
    ...failures.flatMap(({ name: failed, claim, reason = '', remedy = '' }) => [
      '',
      `${failed}: it should be that ${claim}, but ${reason}.`,
      `  ${remedy}.`,
    ]),
    '',
    (['passed', 'failed', 'not_applicable', 'could_not_be_told'] as const).map(count).join(', '),
  ].join('\n');
}

function told(outcome: ReportedCheck['outcome']): string {
  switch (outcome) {
    case 'passed':
      return 'passed';
    case 'failed':
      return 'FAILED';
    case 'not_applicable':
      return 'not applicable';
    case 'could_not_be_told':
      return 'could not be told';
    default:
      return assertNever(outcome);
  }
}

const figuresOf = ({ figures }: ReportedCheck): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(' ') : String(value)}`)
    .join(', ');
