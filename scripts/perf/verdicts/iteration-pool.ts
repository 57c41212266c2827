import { selectInPlace } from '../../../src/stats/select.js';
import type { Noise } from '../../../src/virtual/noise/fleets.js';
import { PhoneSession } from '../../../src/virtual/noise/model.js';
import type { Random } from '../../../src/virtual/noise/random.js';

/** The median of values [from, to), which are reordered; of an even number the mean of the middle two. */
export function medianOf(values: Float64Array, from: number, to: number): number {
  const part = values.subarray(from, to);
  const upper = part.length >> 1;
  const above = selectInPlace(part, upper);
  if (part.length % 2 === 1) return above;
  let below = -Infinity;
  for (let index = 0; index < upper; index++) below = Math.max(below, part[index] ?? -Infinity);
  return (below + above) / 2;
}

/** The noise of iterations alone: no night, launch, arm or block, no drift and no heat. */
const alone = (noise: Noise): Noise => ({
  ...noise,
  nightSd: 0,
  launchSd: 0,
  launchArmSd: 0,
  blockSd: 0,
  driftPerHourSd: 0,
  throttledShare: 0,
});

/**
 * Medians of the iteration noise of many blocks. Each block begins anew, whatever came before it, so a simulation of millions of
 * blocks draws theirs from these instead of drawing every iteration.
 */
export class IterationPool {
  readonly iterations: number;
  readonly #medians: Float64Array;

  constructor(random: Random, noise: Noise, iterations: number, blocks: number) {
    const session = new PhoneSession(random, alone(noise));
    this.iterations = iterations;
    this.#medians = Float64Array.from({ length: blocks }, () => {
      const { log } = session.launch(random, [0], iterations, 0);
      return medianOf(log, 0, iterations);
    });
  }

  draw(random: Random): number {
    return this.#medians[Math.floor(random.uniform() * this.#medians.length)] ?? NaN;
  }
}
