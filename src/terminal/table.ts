import Table from 'cli-table3';
import { printable } from './printable.js';
import { wrap } from './wrap.js';

/** Between two columns. */
const gap = 2;
/** However narrow a terminal is, words need some room. */
const narrowest = 24;

/**
 * Columns of text for a terminal: no borders, so that it can be piped into other tools. With a width, the text of the last
 * column goes on in further lines where a line would be longer than that.
 */
export function textTable(
  head: readonly string[],
  given: readonly (readonly string[])[],
  { width }: { readonly width?: number } = {},
): string {
  const none = '';
  const rows = given.map((row) => row.map(printable));
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

/** How much of a line the columns before the last one leave. */
function room(head: readonly string[], rows: readonly (readonly string[])[], width: number): number {
  const taken = head
    .slice(0, -1)
    .reduce(
      (sum, title, column) => sum + Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)) + gap,
      0,
    );
  return Math.max(narrowest, width - taken);
}

const withLastWrapped = (row: readonly string[], width: number): string[] => [
  ...row.slice(0, -1),
  wrap(row.at(-1) ?? '', width).join('\n'),
];
