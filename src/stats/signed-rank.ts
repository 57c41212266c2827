import { normalUpperTail } from './normal.js';

/** With more values than this the normal approximation is used, as R's wilcox.test does from 50 on. */
const mostExact = 49;

const tails = new Map<number, readonly number[]>();

/**
 * P(W >= w) for w from 0 to n(n + 1) / 2, where W is the sum of the ranks of the positive among n values that lie evenly
 * around 0 (Wilcoxon 1945). Counts the subsets of ranks with each sum.
 */
export function signedRankTails(n: number): readonly number[] {
  const kept = tails.get(n);
  if (kept !== undefined) return kept;
  const top = (n * (n + 1)) / 2;
  const chances = new Float64Array(top + 1);
  chances[0] = 1;
  for (let rank = 1; rank <= n; rank++) {
    for (let sum = (rank * (rank + 1)) / 2; sum >= 0; sum--) {
      chances[sum] = ((chances[sum] ?? 0) + (chances[sum - rank] ?? 0)) / 2;
    }
  }
  let tail = 0;
  const found = [...chances].reverse().map((chance) => (tail += chance));
  found.reverse();
  tails.set(n, found);
  return found;
}

/** Ranks from 1 on, ties sharing their mean, and the sizes of the groups of ties. */
function ranked(values: readonly number[]): { readonly ranks: readonly number[]; readonly ties: readonly number[] } {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks: number[] = new Array<number>(values.length);
  const ties: number[] = [];
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && order[to]?.value === order[from]?.value) to++;
    for (const { index } of order.slice(from, to)) ranks[index] = (from + 1 + to) / 2;
    ties.push(to - from);
    from = to;
  }
  return { ranks, ties };
}

export interface SignedRank {
  /** The sum of the ranks of positive values. */
  readonly statistic: number;
  /** One-sided: how likely such a sum, or a larger one, is for values that lie evenly around 0. */
  readonly p: number;
  readonly method: 'exact' | 'normal';
}

/**
 * Wilcoxon's signed-rank test that values lie above 0. Zeros are left out (Wilcoxon 1945). Exact for up to 49 values without
 * ties; otherwise the normal approximation with corrections for ties and continuity (Lehmann, Nonparametrics, 1975, 3.2).
 * Undefined where no value differs from 0.
 */
export function signedRankAbove0(values: readonly number[]): SignedRank | undefined {
  const differing = values.filter((value) => value !== 0);
  const n = differing.length;
  if (n === 0) return undefined;
  const { ranks, ties } = ranked(differing.map(Math.abs));
  const statistic = ranks.reduce((total, rank, index) => total + ((differing[index] ?? 0) > 0 ? rank : 0), 0);
  if (n <= mostExact && ties.every((size) => size === 1)) {
    return { statistic, p: signedRankTails(n)[statistic] ?? 0, method: 'exact' };
  }
  const tied = ties.reduce((total, size) => total + size ** 3 - size, 0);
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tied / 48;
  const excess = statistic - (n * (n + 1)) / 4;
  const z = (excess - Math.sign(excess) * 0.5) / Math.sqrt(variance);
  return { statistic, p: normalUpperTail(z), method: 'normal' };
}
