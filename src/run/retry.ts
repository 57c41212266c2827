import type { Outcome } from '../contract/outcome.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import { isFailure } from '../results/failures.js';
import type { Entry } from '../results/journal.js';
import { anchorToAsk } from './failing-phone.js';
import { remaining, unitOf } from './remaining.js';
import type { OfPhone, Remaining, Since } from './remaining.js';

/** A phone's part of a run, as far as its journal says. */
export interface Standing {
  readonly plan: Plan;
  readonly target: OfPhone;
  readonly since: Since;
  /** The journal up to now. */
  readonly entries: () => readonly Entry[];
}

const now = ({ plan, target, entries, since }: Standing): Remaining => remaining(plan, target, entries(), since);

/** Whether a launch is not to be begun any more: its case is quarantined, or its phone is left out. */
export function isGivenUp(standing: Standing, planned: PlannedLaunch): boolean {
  const { quarantined, leftOut } = now(standing);
  return leftOut !== undefined || quarantined.includes(unitOf(planned));
}

/**
 * Carries a launch out, at once again in a fresh process when it failed and is still due. After several launches that
 * failed, the anchors are asked whether it is the phone. Gives the launch's last outcome. `once` begins a launch and writes
 * into the journal what became of it; it rejects for an attempt that was lost.
 */
export async function carryOutWithRetry(
  standing: Standing,
  planned: PlannedLaunch,
  once: (launch: PlannedLaunch) => Promise<Outcome>,
  askAnchor: (anchor: PlannedLaunch) => Promise<unknown>,
): Promise<Outcome> {
  let outcome = await once(planned);
  while (now(standing).due.some(({ id }) => id === planned.id)) outcome = await once(planned);
  if (!isFailure(outcome)) return outcome;
  for (;;) {
    const anchor = anchorToAsk(standing.plan, standing.entries().slice(standing.since.journaled));
    if (anchor === undefined) return outcome;
    await askAnchor(anchor);
  }
}
