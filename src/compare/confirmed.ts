import type { Confirmation } from '../verdict/confirm.js';

/** What confirmations have found of a candidate's cases. */
export interface Confirmed {
  /** By `caseKey`. */
  of(key: string): { readonly first?: Confirmation; readonly repeat?: Confirmation };
  /** The ids of their runs. */
  readonly runs: readonly string[];
}

export const nothingConfirmed: Confirmed = { of: () => ({}), runs: [] };
