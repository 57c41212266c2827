import type { Finding } from './finding.js';

/** A figure with the digits a person compares. */
export function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));
}

/** The value with its interval, such as `8.3003 (7.9674 to 9.5399)`; empty when there is none. */
export function measured({ value, low, high, evidence }: Finding): string {
  if (value === undefined) return '';
  const alone = evidence === 'point' || low === undefined || high === undefined;
  return alone ? figure(value) : `${figure(value)} (${figure(low)} to ${figure(high)})`;
}

export function limit({ min, max }: Finding): string {
  return [min === undefined ? [] : `≥ ${figure(min)}`, max === undefined ? [] : `≤ ${figure(max)}`].flat().join(', ');
}
