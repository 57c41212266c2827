import type { FirstLightReport, ReportedCheck } from './report.js';
import { textTable } from '../terminal/table.js';
import { textWidth, wrap } from '../terminal/wrap.js';

/**
 * Describes a phone's report for the terminal: every check with its figures, then what to do about those that failed. Long
 * lists of figures are shown by their extremes; the report has them all.
 */
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
      { width: textWidth() },
    ),
    ...failures.flatMap(({ name: failed, claim, reason = '', remedy = '' }) => [
      '',
      ...wrap(`${failed}: rezbench expects that ${claim}, but ${reason}.`, textWidth()),
      ...wrap(`${remedy}.`, textWidth() - 2).map((line) => `  ${line}`),
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
    .map(([name, value]) => `${name} ${isList(value) ? formatList(value) : String(value)}`)
    .join(', ');

type Figure = ReportedCheck['figures'][string];
type List = Extract<Figure, readonly unknown[]>;

const isList = (value: Figure): value is List => Array.isArray(value);

/** More figures than these are told by the lowest and the highest. */
const mostListed = 3;

function formatList(values: List): string {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length <= mostListed || numbers.length < values.length) return values.join(' ');
  return `${String(Math.min(...numbers))} to ${String(Math.max(...numbers))}`;
}
