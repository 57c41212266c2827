import type { Screen } from './screen.js';

/** How wide text for a person is at most: a terminal may be wider than lines are read well. */
export const widest = 100;

/** The width that text for a person may take, in characters: that of the terminal, if there is one. */
export const textWidth = (): number => Math.min(widest, process.stdout.columns || widest);

/**
 * The width of a terminal's tables; undefined where there is none, and a row is a line that other tools can read. A terminal that
 * nobody gave a size says 0.
 */
export const tableWidth = (
  { isTTY, columns }: Pick<Screen, 'isTTY' | 'columns'> = process.stdout,
): number | undefined => (isTTY === true ? columns || undefined : undefined);

/** Lines of a text, each no longer than `width` unless one word is. Words are parted at blanks only. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
