import type { Confirmation } from '../verdict/confirm.js';

/** What one confirmation of two builds has shown. Builds are numbered from old to new; the good end is 0. */
export interface Observation {
  readonly base: number;
  readonly candidate: number;
  /** Mean over launches of log(candidate / base). */
  readonly log: number;
  /** Its standard error, and the degrees of freedom of that. */
  readonly error: number;
  readonly degrees: number;
  readonly kind: 'slower' | 'faster' | 'no_difference';
  /** Shown to differ by less than 3 % either way. */
  readonly isEquivalent: boolean;
}

/** Undefined for a confirmation that cannot be used: it has shown nothing. */
export function observed(base: number, candidate: number, confirmation: Confirmation): Observation | undefined {
  if (confirmation.kind === 'unusable') return undefined;
  const { effect, launchSd, launches, isEquivalent } = confirmation.evidence;
  return {
    base,
    candidate,
    log: Math.log1p(effect.change),
    error: launchSd / Math.sqrt(launches),
    degrees: launches - 1,
    kind: confirmation.kind,
    isEquivalent,
  };
}
