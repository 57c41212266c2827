import { assertNever } from '../contract/outcome.js';

/** Why figures allow no statement. It is never a pass: whoever asks gets this instead of a verdict. */
export type Unusable =
  | { readonly kind: 'no_measurement' }
  | { readonly kind: 'too_few_launches'; readonly have: number; readonly need: number }
  | { readonly kind: 'too_few_nights'; readonly have: number; readonly need: number }
  | { readonly kind: 'too_few_peers'; readonly have: number; readonly need: number }
  /** A latency that is no number, infinite, or 0 and less, which has no logarithm. */
  | { readonly kind: 'not_a_number' }
  /** Outputs of equal bytes with unequal PSNR: the true images are not the same. */
  | { readonly kind: 'contradiction' };

/** One clause for a person, without a full stop. */
export function explainUnusable(why: Unusable): string {
  switch (why.kind) {
    case 'no_measurement':
      return 'nothing was measured';
    case 'too_few_launches':
      return `${String(why.have)} whole launches of the ${String(why.need)} it takes`;
    case 'too_few_nights':
      return `${String(why.have)} pinned nights of the ${String(why.need)} it takes`;
    case 'too_few_peers':
      return `${String(why.have)} cases on this phone of the ${String(why.need)} it takes to know the phone's own night`;
    case 'not_a_number':
      return 'a figure is no number above 0';
    case 'contradiction':
      return 'equal outputs have unequal PSNR, so they were compared with different true images';
    default:
      return assertNever(why);
  }
}
