import { isExpected } from './parser.js';
import type { Parser } from './parser.js';
import { generator } from './random.js';
import { mutated } from './mutate.js';

/** How a parser took an input: it read it, refused it as it says that it may, or did what nobody expects. */
export type Taken =
  | { readonly outcome: 'read' | 'refused' }
  | { readonly outcome: 'bug'; readonly error: unknown; readonly input: Buffer };

/** Gives a parser the input of a seed. */
export const fuzzParser = (parser: Parser, seed: number): Promise<Taken> =>
  take(parser, mutated(parser.samples, generator(seed)));

/** Gives a parser an input. */
export async function take(parser: Parser, input: Buffer): Promise<Taken> {
  try {
    await parser.read(input);
    return { outcome: 'read' };
  } catch (error) {
    return isExpected(parser, error) ? { outcome: 'refused' } : { outcome: 'bug', error, input };
  }
}
