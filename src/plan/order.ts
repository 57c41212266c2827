import { createHash } from 'node:crypto';

/** A shuffle that depends on the seed and on each item's id alone, so adding an item moves no other past its neighbour. */
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
