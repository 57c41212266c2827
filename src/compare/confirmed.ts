import type { Confirmation } from '../verdict/confirm.js';

/** What confirmations have found of a candidate's cases. */
export interface Confirmed {
  /** By `caseKey` and the sha256 of the base's package: what another one was compared with says nothing. */
  of(key: string, basePackage: string | undefined): { readonly first?: Confirmation; readonly repeat?: Confirmation };
  /** The ids of their runs. */
  readonly runs: readonly string[];
}

export const nothingConfirmed: Confirmed = { of: () => ({}), runs: [] };
