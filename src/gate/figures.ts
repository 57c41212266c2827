import type { Finding } from './finding.js';
import { changeText } from './tolerance.js';

/** A figure with the digits a person compares. */
export function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));
}

/** The value with its interval, such as `8.3003 (7.9674 to 9.5399)`, or with its change; empty when there is none. */
export function measured(finding: Finding): string {
  const { value, low, high, evidence, regression } = finding;
  if (value === undefined) return '';
  if (regression !== undefined) return `${figure(value)}${changed(regression)}`;
  const alone = evidence === 'point' || low === undefined || high === undefined;
  return alone ? figure(value) : `${figure(value)} (${figure(low)} to ${figure(high)})`;
}

function changed({ change, low, high, unit }: NonNullable<Finding['regression']>): string {
  if (change === undefined) return '';
  const sign = change < 0 ? -1 : 1;
  const said = (amount: number): string => changeText(sign * amount, unit);
  const ends = [low, high].filter((end) => end !== undefined).sort((a, b) => sign * (a - b));
  const span = ends.length < 2 ? '' : ` (${ends.map(said).join(' to ')})`;
  return `, ${sign < 0 ? 'better' : 'worse'} by ${said(change)}${span}`;
}

export function limit({ min, max, regression }: Finding): string {
  if (regression !== undefined) {
    const { baseline_value: base, allowed, unit } = regression;
    return `worse by ≤ ${changeText(allowed, unit)}${base === undefined ? '' : ` than ${figure(base)}`}`;
  }
  return [min === undefined ? [] : `≥ ${figure(min)}`, max === undefined ? [] : `≤ ${figure(max)}`].flat().join(', ');
}

/** Who answers for it, until when: such as `waived up to 40 until 2027-01-31 by Ann: #12`; empty without a waiver. */
function waiverText({ waiver }: Finding): string {
  if (waiver === undefined) return '';
  const { ceiling, floor, expires, owner, issue } = waiver;
  const bound = [
    ceiling === undefined ? [] : `up to ${figure(ceiling)}`,
    floor === undefined ? [] : `down to ${figure(floor)}`,
  ].flat();
  return `waived ${bound.join(', ')} until ${expires} by ${owner}: ${issue}`;
}

/** Why, in one clause, and who answers for it. */
export const whyText = (finding: Finding): string =>
  [finding.reason, waiverText(finding)].filter((part) => part !== '').join('; ');
