import { generator } from '../nightly/fuzz-parsers/random.js';

/** Standard normal numbers, the same for the same seed, by Box and Muller. */
export function gaussians(seed: number): () => number {
  const random = generator(seed);
  const uniform = (): number => (random(2 ** 32) + 0.5) / 2 ** 32;
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
