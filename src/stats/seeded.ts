/** A repeatable source of numbers from 0 up to 1: Steele's SplitMix with 32 bits ("mulberry32"). For shuffles, not secrets. */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Shuffles in place, each order as likely as any other (Fisher and Yates 1938; Durstenfeld 1964). */
export function shuffle(values: Float64Array, random: () => number): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const kept = values[last] ?? NaN;
    values[last] = values[other] ?? NaN;
    values[other] = kept;
  }
}
