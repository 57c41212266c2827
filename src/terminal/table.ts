import Table from 'cli-table3';
import { lineWidth } from './fit.js';
import { printable } from './printable.js';
import { wrap } from './wrap.js';

/** Between two columns. */
const gap = 2;
/** However narrow a terminal is, words need some room. */
const narrowest = 24;

/**
 * Columns of text for a terminal: no borders, so that it can be piped into other tools. With a width, the text of the last
 * column goes on in further lines where a line would be longer than that; where even that is too wide, each row becomes a few
 * lines of their own.
 */
export function textTable(
  head: readonly string[],
  given: readonly (readonly string[])[],
  { width }: { readonly width?: number | undefined } = {},
): string {
  const none = '';
  const rows = given.map((row) => row.map(printable));
  if (width !== undefined && widthOf(head, rows) > width) {
    const needed = takenBefore(head, rows) + Math.min(narrowest, lastOf(head, rows));
    if (needed > width) return stacked(head, rows, width);
  }
  const table = new Table({
    head: [...head],
    chars: {
      top: none,
      'top-mid': none,
      'top-left': none,
      'top-right': none,
      bottom: none,
      'bottom-mid': none,
      'bottom-left': none,
      'bottom-right': none,
      left: none,
      'left-mid': none,
      mid: none,
      'mid-mid': none,
      right: none,
      'right-mid': none,
      middle: ' '.repeat(gap),
    },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  const fitted = width === undefined ? rows : rows.map((row) => withLastWrapped(row, room(head, rows, width)));
  table.push(...fitted.map((row) => [...row]));
  // The last column is filled up with blanks, which is all that makes some lines too long.
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** How wide each column is. */
const widthsOf = (head: readonly string[], rows: readonly (readonly string[])[]): number[] =>
  head.map((title, column) => Math.max(lineWidth(title), ...rows.map((row) => lineWidth(row[column] ?? ''))));

/** How wide a table of these is, each row in one line. */
export const widthOf = (head: readonly string[], rows: readonly (readonly string[])[]): number =>
  widthsOf(head, rows).reduce((sum, width) => sum + width + gap, -gap);

/** How much of a line the columns before the last one take. */
const takenBefore = (head: readonly string[], rows: readonly (readonly string[])[]): number =>
  widthsOf(head, rows)
    .slice(0, -1)
    .reduce((sum, width) => sum + width + gap, 0);

const lastOf = (head: readonly string[], rows: readonly (readonly string[])[]): number =>
  widthsOf(head, rows).at(-1) ?? 0;

/** How much of a line they leave. */
const room = (head: readonly string[], rows: readonly (readonly string[])[], width: number): number =>
  Math.max(narrowest, width - takenBefore(head, rows));

const withLastWrapped = (row: readonly string[], width: number): string[] => [
  ...row.slice(0, -1),
  wrap(row.at(-1) ?? '', width).join('\n'),
];

/** Each row as its first cell, and below it what the others are called and hold. */
const stacked = (head: readonly string[], rows: readonly (readonly string[])[], width: number): string =>
  rows
    .flatMap(([first = '', ...rest]) => [
      ...wrap(first, width),
      ...rest.flatMap((cell, index) => {
        const title = head[index + 1] ?? '';
        return cell === '' ? [] : indented(title === '' ? cell : `${title}: ${cell}`, width);
      }),
    ])
    .join('\n');

const indented = (text: string, width: number): string[] => wrap(text, width - gap).map((line) => `  ${line}`);
