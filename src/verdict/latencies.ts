import { median } from '../stats/summary.js';
import type { Unusable } from './unusable.js';

/** What is compared: the pinned package, build or night, and the one in question. */
export type Arm = 'base' | 'candidate';

/** The iterations between two model loads. */
export interface Block {
  readonly arm: Arm;
  /** Natural logarithm of the median of the block's iterations, in any unit that both arms share. */
  readonly logLatency: number;
}

/** One fresh process that ran both arms, block after block in pairs: base candidate, candidate base, base candidate ... */
export interface PairedLaunch {
  readonly blocks: readonly Block[];
}

/** The log latency of a launch or block; NaN for no values, and for a median that has no finite logarithm. */
export function logLatencyOf(latenciesNs: readonly number[]): number {
  const log = latenciesNs.length === 0 ? NaN : Math.log(median(latenciesNs));
  return Number.isFinite(log) ? log : NaN;
}

/** The order of the blocks of a launch with `pairs` pairs: ABBA or BAAB, so that steady drift cancels. */
export function blockOrder(pairs: number, first: Arm): Arm[] {
  const second: Arm = first === 'base' ? 'candidate' : 'base';
  return Array.from({ length: pairs }, (_, pair) => (pair % 2 === 0 ? [first, second] : [second, first])).flat();
}

/** log(candidate / base) of each pair, by launch. */
export type Differences = readonly (readonly number[])[];

/**
 * The differences of the launches that have `pairs` whole pairs or more; a launch that broke off before does not count, and a
 * block without a partner neither.
 */
export function differencesOf(launches: readonly PairedLaunch[], pairs: number): Differences | Unusable {
  const whole: number[][] = [];
  for (const { blocks } of launches) {
    const differences = pairsOf(blocks);
    if (differences.some((value) => !Number.isFinite(value))) return { kind: 'not_a_number' };
    if (differences.length >= pairs) whole.push(differences);
  }
  return whole;
}

function pairsOf(blocks: readonly Block[]): number[] {
  const differences: number[] = [];
  for (let at = 0; at + 1 < blocks.length; at += 2) {
    const [one, other] = [blocks[at], blocks[at + 1]];
    if (one === undefined || other === undefined || one.arm === other.arm) continue;
    const forward = other.logLatency - one.logLatency;
    differences.push(one.arm === 'base' ? forward : -forward);
  }
  return differences;
}
