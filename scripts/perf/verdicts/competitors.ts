import { normalUpperTail } from '../../../src/stats/normal.js';
import { tUpperTail } from '../../../src/stats/student-t.js';

/** One run's log latencies: iterations of launch after launch, and what methods make of them. */
export interface Sample {
  /** The log latencies from small to large. */
  readonly sorted: Float64Array;
  /** Mean and variance of the latencies themselves. */
  readonly moments: Moments;
  /** Log of the mean of each batch of 20 iterations, and of each launch, from small to large. */
  readonly batches: Float64Array;
  readonly launches: Float64Array;
}

interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

export function sampleOf(logs: Float64Array, iterations: number): Sample {
  const values = logs.map(Math.exp);
  return {
    sorted: logs.slice().sort(),
    moments: momentsOf(values),
    batches: meansOf(values, 20).map(Math.log).sort(),
    launches: meansOf(values, iterations).map(Math.log).sort(),
  };
}

function momentsOf(values: Float64Array): Moments {
  const n = values.length;
  const mean = values.reduce((total, value) => total + value, 0) / n;
  return { n, mean, variance: values.reduce((total, value) => total + (value - mean) ** 2, 0) / (n - 1) };
}

function meansOf(values: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: values.length / size }, (_, batch) => {
    let total = 0;
    for (let at = batch * size; at < (batch + 1) * size; at++) total += values[at] ?? NaN;
    return total / size;
  });
}

/** What other tools call slower, where the new run is the sample `after` slowed down by exp(`shift`). */
export interface Competitor {
  readonly name: string;
  readonly slower: (before: Sample, after: Sample, shift: number) => boolean;
}

const level = 0.05;

const middle = (sorted: Float64Array): number =>
  ((sorted[(sorted.length - 1) >> 1] ?? NaN) + (sorted[sorted.length >> 1] ?? NaN)) / 2;

/** Two-sided Mann-Whitney by the normal approximation (Mann and Whitney 1947); continuous values have no ties. */
function mannWhitney(before: Float64Array, after: Float64Array, shift: number): boolean {
  let [wins, below] = [0, 0];
  for (const value of after) {
    while (below < before.length && (before[below] ?? NaN) < value + shift) below++;
    wins += below;
  }
  const [n, m] = [before.length, after.length];
  const z = (wins - (n * m) / 2 - 0.5) / Math.sqrt((n * m * (n + m + 1)) / 12);
  return 2 * normalUpperTail(z) < level;
}

/** Two-sided Welch's t test (Welch 1947). */
function welch(before: Moments, after: Moments, shift: number): boolean {
  const factor = Math.exp(shift);
  const [one, other] = [before.variance / before.n, (after.variance * factor ** 2) / after.n];
  const degrees = (one + other) ** 2 / (one ** 2 / (before.n - 1) + other ** 2 / (after.n - 1));
  return 2 * tUpperTail((after.mean * factor - before.mean) / Math.sqrt(one + other), degrees) < level;
}

export const competitors: readonly Competitor[] = [
  {
    name: 'fixed 10 % between medians',
    slower: (before, after, shift) => middle(after.sorted) + shift - middle(before.sorted) > Math.log(1.1),
  },
  { name: 'Mann-Whitney on iterations', slower: (a, b, shift) => mannWhitney(a.sorted, b.sorted, shift) },
  { name: 'Welch t on iterations', slower: (a, b, shift) => welch(a.moments, b.moments, shift) },
  { name: 'benchstat on means of 20', slower: (a, b, shift) => mannWhitney(a.batches, b.batches, shift) },
  { name: 'benchstat on launch means', slower: (a, b, shift) => mannWhitney(a.launches, b.launches, shift) },
];
