import type { ReportData } from './draw/report-data.js';

/** A warning of the table, and how many cases have it. */
export interface Warning {
  /** As the first of these has it. */
  readonly text: string;
  readonly cases: number;
  /** The first lines of results.csv that have it. */
  readonly lines: readonly number[];
}

const linesShown = 3;
const numbers = /\d+(?:[.,]\d+)*/g;

/** What the table warns of, alike but for numbers together, and the most common first. */
export function warningsOf({ cases }: ReportData): Warning[] {
  const found = new Map<string, Warning>();
  for (const { warnings, line } of cases) {
    const own = new Map(warnings?.split('; ').map((text) => [text.replaceAll(numbers, '#'), text]));
    for (const [key, text] of own) {
      const known = found.get(key) ?? { text, cases: 0, lines: [] };
      const lines = known.lines.length < linesShown ? [...known.lines, line] : known.lines;
      found.set(key, { ...known, cases: known.cases + 1, lines });
    }
  }
  return [...found.values()].sort((a, b) => b.cases - a.cases);
}
