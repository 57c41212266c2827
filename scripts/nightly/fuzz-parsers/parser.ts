import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../../../src/problem.js';
import { Unsupported } from '../../../src/mil/unsupported.js';

/** Something of rezbench that reads what it did not write. */
export interface Parser {
  /** Valid inputs, which are damaged. */
  readonly samples: readonly Buffer[];
  /**
   * Reads one input. It may throw a Problem, or what its documentation says that its callers expect, which `expected` then
   * knows; anything else is a bug.
   */
  readonly read: (input: Buffer) => unknown;
  readonly expected?: (error: unknown) => boolean;
  readonly close?: () => unknown;
}

/** Makes a parser; some need servers, which `close` ends. */
export type ParserMaker = () => Parser | Promise<Parser>;

export const isExpected = (parser: Parser, error: unknown): boolean =>
  error instanceof Problem || error instanceof Unsupported || (parser.expected?.(error) ?? false);

/** Errors that a language gives for a mistake in a program, and that nobody throws on purpose. */
const mistakes: readonly unknown[] = [TypeError, RangeError, ReferenceError];

/** For what drops its client by an error: any that was meant. */
export const isMeant = (error: unknown): boolean =>
  error instanceof Error && !mistakes.some((kind) => error.constructor === kind);

/** A reader of files, given bytes. */
export function ofFile(name: string, samples: readonly Buffer[], read: (path: string) => unknown): Parser {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const path = join(folder, name);
  return {
    samples,
    read(input) {
      writeFileSync(path, input);
      return read(path);
    },
    close() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A reader of text. */
export const ofText = (samples: readonly string[], read: (text: string) => unknown): Parser => ({
  samples: samples.map((sample) => Buffer.from(sample)),
  read: (input) => read(input.toString('utf8')),
});
