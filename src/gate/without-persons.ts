import type { Verdict } from './verdict.js';

/**
 * A verdict without names that only the budgets file has: owners of waivers, and phones of the fleet that were not there, of
 * which the run's tables know nothing.
 */
export const withoutPersons = (verdict: Verdict): Verdict => ({
  ...verdict,
  gaps: verdict.gaps.map((gap) => ({ ...gap, phones: `entry ${String(gap.entry)} of the fleet` })),
  findings: verdict.findings.map((finding) =>
    finding.waiver === undefined ? finding : { ...finding, waiver: { ...finding.waiver, owner: '<owner>' } },
  ),
});
