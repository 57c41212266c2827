import { distinct } from './report-data.js';

/** What stands for those that share the last mark of a legend. */
const others = 'others';

/** Words of a legend, and how a word of the data is called in it. */
interface Grouped {
  readonly words: readonly string[];
  readonly called: (word: string) => string;
}

/** At most so many words as there are marks to tell them apart: of more, the most common keep theirs, and the rest share one. */
export function grouped(words: readonly string[], most: number): Grouped {
  const all = distinct(words);
  if (all.length <= most) return { words: all, called: (word) => word };
  const countOf = (word: string): number => words.filter((each) => each === word).length;
  const kept = new Set([...all].sort((a, b) => countOf(b) - countOf(a)).slice(0, most - 1));
  return {
    words: [...all.filter((word) => kept.has(word)), others],
    called: (word) => (kept.has(word) ? word : others),
  };
}
