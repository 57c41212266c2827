import { seeded, shuffle } from './seeded.js';

export interface ChangePoint {
  /** Index of the first value after the change. */
  readonly index: number;
  /** How many of the shuffled series, this one among them, split as well; small is sure. */
  readonly p: number;
}

interface Options {
  /** Fewest values between two changes. */
  readonly fewest?: number;
  readonly level?: number;
  readonly permutations?: number;
}

interface Split {
  readonly index: number;
  readonly energy: number;
}

/**
 * Where a series changes its distribution, by E-divisive (Matteson and James 2014, "A nonparametric approach for multiple
 * change point analysis of multivariate data"): splits where the energy distance of both sides is largest, tests that split
 * against shuffles of the same values, and looks on in both halves. It needs no model of the noise, as series of nights have
 * none. Always gives the same for the same values: the shuffles are seeded. About n^2 steps a shuffle.
 */
export function changePoints(
  values: readonly number[],
  { fewest = 5, level = 0.01, permutations = 199 }: Options = {},
): ChangePoint[] {
  const random = seeded(values.length);
  const search = (from: number, to: number): ChangePoint[] => {
    const part = Float64Array.from(values.slice(from, to));
    const best = bestSplit(part, fewest);
    if (best === undefined) return [];
    let asGood = 1;
    // Stops as soon as the split cannot become sure any more.
    for (let round = 0; round < permutations && asGood <= level * (permutations + 1); round++) {
      shuffle(part, random);
      if ((bestSplit(part, fewest)?.energy ?? 0) >= best.energy) asGood++;
    }
    const p = asGood / (permutations + 1);
    if (p > level) return [];
    const index = from + best.index;
    return [...search(from, index), { index, p }, ...search(index, to)];
  };
  return search(0, values.length);
}

/**
 * The split with the largest scaled energy distance, nm/(n+m) (2 E|X-Y| - E|X-X'| - E|Y-Y'|), with the sums of distances
 * within both sides and between them kept from one split to the next.
 */
function bestSplit(values: Float64Array, fewest: number): Split | undefined {
  const all = values.length;
  if (all < 2 * fewest) return undefined;
  let best: Split | undefined;
  let [left, between, right] = [0, 0, 0];
  for (let i = 0; i < all; i++) for (let j = i + 1; j < all; j++) right += distance(values, i, j);
  for (let n = 1; n <= all - fewest; n++) {
    const moved = n - 1;
    for (let other = 0; other < all; other++) {
      const apart = distance(values, moved, other);
      if (other < moved) {
        left += apart;
        between -= apart;
      } else {
        right -= apart;
        between += apart;
      }
    }
    const m = all - n;
    if (n < fewest) continue;
    const mean = (2 * between) / (n * m) - (2 * left) / (n * (n - 1)) - (2 * right) / (m * (m - 1));
    const energy = ((n * m) / all) * mean;
    if (best === undefined || energy > best.energy) best = { index: n, energy };
  }
  return best;
}

const distance = (values: Float64Array, i: number, j: number): number => Math.abs((values[i] ?? 0) - (values[j] ?? 0));
