import { createHash } from 'node:crypto';

/** A number from 0 to below 1 that follows from a seed and from what is drawn alone, whatever else is drawn before it. */
export function drawn(seed: number, what: string): number {
  const digest = createHash('sha256')
    .update(`${String(seed)}\0${what}`)
    .digest();
  return digest.readUInt32LE(0) / 2 ** 32;
}

/** The same items in an order that follows from the seed and `what`. */
export function reordered<Item>(items: readonly Item[], seed: number, what: string): Item[] {
  return items
    .map((item, index) => ({ item, at: drawn(seed, `${what} ${String(index)}`) }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
