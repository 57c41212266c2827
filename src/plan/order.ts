import { createHash } from 'node:crypto';

/** Shuffles by the seed and each item's id alone, so that an added item does not change the order of the others. */
export function shuffled<Item extends { readonly id: string }>(items: readonly Item[], seed: number): Item[] {
  const key = ({ id }: Item): string =>
    createHash('sha256')
      .update(`${String(seed)}\0${id}`)
      .digest('hex');
  return items
    .map((item) => ({ item, at: key(item) }))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ item }) => item);
}
