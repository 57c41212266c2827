import { agree, estimateOf } from './estimate.js';
import { inBrackets } from './markdown.js';
import type { Ratio, Section } from './section.js';

/** A published ratio beside the one of another run. */
export interface Compared {
  readonly published: Ratio;
  /** Undefined where the other run has none of that name, since it lacked a tool. */
  readonly anew: Ratio | undefined;
  readonly agrees: boolean;
}

/** Each published ratio beside the new one of the same name. What was not measured anew is not held against anything. */
export function compareRatios(section: Section, published: unknown, anew: unknown): Compared[] {
  const fresh = new Map(section.ratios(section.figures.parse(anew)).map((ratio) => [ratio.name, ratio]));
  return section.ratios(section.figures.parse(published)).map((ratio) => {
    const other = fresh.get(ratio.name);
    const agrees = other === undefined || agree(estimateOf(ratio.rounds), estimateOf(other.rounds));
    return { published: ratio, anew: other, agrees };
  });
}

/** One line for a person. */
export function comparedText({ published: { name, rounds }, anew, agrees }: Compared): string {
  const before = `published ${inBrackets(rounds)}`;
  if (anew === undefined) return `not measured anew: ${name}, ${before}`;
  return `${agrees ? 'agrees' : 'DISAGREES'}: ${name}, ${before}, now ${inBrackets(anew.rounds)}`;
}
