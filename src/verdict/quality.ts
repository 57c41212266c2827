import type { Unusable } from './unusable.js';

/** One output of a case: its bytes' hash and what they score. */
export interface Output {
  readonly sha256: string;
  /** Decibels, at most 100. */
  readonly psnrDb: number;
}

export type QualityVerdict =
  | { readonly verdict: 'unchanged' }
  | {
      readonly verdict: 'changed';
      /** Base minus candidate: .3 is .3 dB worse, -.3 as much better. */
      readonly dropDb: number;
    }
  | { readonly verdict: 'inconclusive'; readonly why: Unusable };

/**
 * Compares one picture's output on one phone model, OS build and compute unit, where it is the same in every launch: there is no
 * noise and so no test. Equal bytes are unchanged; of others the exact drop is for a budget to judge.
 */
export function qualityVerdict(base: Output | undefined, candidate: Output | undefined): QualityVerdict {
  if (base === undefined || candidate === undefined)
    return { verdict: 'inconclusive', why: { kind: 'no_measurement' } };
  const dropDb = base.psnrDb - candidate.psnrDb;
  if (!Number.isFinite(dropDb)) return { verdict: 'inconclusive', why: { kind: 'not_a_number' } };
  if (base.sha256 !== candidate.sha256) return { verdict: 'changed', dropDb };
  return dropDb === 0 ? { verdict: 'unchanged' } : { verdict: 'inconclusive', why: { kind: 'contradiction' } };
}
