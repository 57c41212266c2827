import { writeFileSync } from 'node:fs';
import type { z } from 'zod';

/** How many times as much one thing costs as another, or a share: one value of each round, in which both were measured side by side. */
export interface Ratio {
  readonly name: string;
  readonly rounds: readonly number[];
}

/**
 * A section of docs/performance.md: what a benchmark measures, and the words around it. No words state a figure by themselves, so
 * that they are true after every run.
 */
export interface Section<Schema extends z.ZodType = z.ZodType> {
  /** Names the benchmark and the file in `measured`. */
  readonly name: string;
  readonly title: string;
  readonly figures: Schema;
  /** Markdown below the title. */
  text(figures: z.infer<Schema>): string;
  /** What a second run is held to, on the machine of the first. */
  ratios(figures: z.infer<Schema>): readonly Ratio[];
}

export const section = <Schema extends z.ZodType>(given: Section<Schema>): Section<Schema> => given;

/** Prints what was measured as the page has it, and writes the figures to `file` where one is asked for. */
export function handOver<Schema extends z.ZodType>(
  about: Section<Schema>,
  figures: z.infer<Schema>,
  file: string | undefined,
): void {
  console.log(about.text(figures));
  if (file !== undefined) writeFileSync(file, JSON.stringify(figures, fiveDigits));
}

/** More of a measured number would be noise. */
const fiveDigits = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
