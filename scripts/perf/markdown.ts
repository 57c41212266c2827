import { estimateOf } from './estimate.js';
import { median } from '../../src/stats/summary.js';

/** A table; a cell without a value is empty. */
export const table = (titles: readonly string[], rows: readonly (readonly (string | undefined)[])[]): string =>
  [titles, titles.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell ?? '').join(' | ')} |`)
    .join('\n');

/** With three digits that count, or all of those before the point. */
export const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The median of rounds and its interval: 1.42 (1.38 to 1.47). */
export function inBrackets(rounds: readonly number[], shown: (value: number) => string = digits): string {
  const { median: centre, low, high } = estimateOf(rounds);
  return `${shown(centre)} (${shown(low)} to ${shown(high)})`;
}

export const medianOf = <Round>(rounds: readonly Round[], figure: (round: Round) => number): number =>
  median(rounds.map(figure));

/** Whether a goal is kept, as a sentence's end says it. */
export const isKept = (kept: boolean): string => (kept ? 'is kept' : 'is missed');
