import { inFull, isWithin, mostOf, optionBounds, rangeText } from '../bounds/bounds.js';
import { Problem } from '../problem.js';

/** Of the options of a command, which take what; yargs knows it, and its types do not say so. */
export interface OptionKinds {
  /** Every option and positional, by name. */
  readonly key: Readonly<Record<string, unknown>>;
  readonly array: readonly string[];
  readonly number: readonly string[];
  readonly string: readonly string[];
}

/**
 * Throws a Problem for an option that yargs lets pass and no command can mean: one that is given twice and is taken once, a
 * text that is missing or endless, a number that is missing, none, or beyond its bound. `positionals` are the words without
 * dashes.
 */
export function refuseOptions(
  args: Readonly<Record<string, unknown>>,
  { key, array, number }: OptionKinds,
  positionals: readonly string[],
): void {
  for (const name of Object.keys(key)) {
    if (!Object.hasOwn(args, name)) continue;
    const title = positionals.includes(name) ? name : `--${name}`;
    const value = args[name];
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (Array.isArray(value) && !array.includes(name)) throw new Problem(`${title} is given twice; give it once`);
    for (const each of values) {
      if (number.includes(name)) refuseNumber(title, name, each);
      else refuseText(title, each);
    }
  }
}

function refuseNumber(title: string, name: string, value: unknown): void {
  if (!isBounded(name)) throw new Error(`${title} takes a number, and bounds.ts does not say how large`);
  const bound = optionBounds[name];
  if (typeof value === 'number' && isWithin(value, bound)) return;
  // What is no number yargs makes NaN, and a missing one undefined.
  const found = typeof value === 'number' && !Number.isNaN(value) ? ` ${String(value)}` : '';
  throw new Problem(`${title}${found}: give ${rangeText(bound)}`);
}

const isBounded = (name: string): name is keyof typeof optionBounds => Object.hasOwn(optionBounds, name);

function refuseText(title: string, value: unknown): void {
  if (typeof value !== 'string') return;
  if (value === '') throw new Problem(`${title} is given without a value; give one, or leave it out`);
  if (value.length > mostOf.argument.most) {
    throw new Problem(`${title} is longer than ${inFull(mostOf.argument.most)} characters; shorten it`);
  }
}
