import { launchBefore, nextTime } from '../plan/on-demand.js';
import type { PlannedLaunch } from '../plan/plan.js';
import { isFailure } from '../results/failures.js';
import { runLaunch } from './launch.js';
import type { Attempt } from './launch.js';
import { restAfter, restBefore } from './rest.js';
import type { Session } from './session.js';

/** Carries out a launch that comes on demand, under a name of its own for this time. */
export const runOnDemand = (session: Session, planned: PlannedLaunch): Promise<Attempt> =>
  runLaunch(session, nextTime(planned, session.journal.begun));

/**
 * The launch that has to come right before this one. Undefined when it can begin, also when the one before came to an end in
 * this session and did not help: then the launch itself shows why.
 */
export function dueBefore({ plan, loads, experience }: Session, planned: PlannedLaunch): PlannedLaunch | undefined {
  const before = launchBefore(plan, planned, loads);
  return before !== undefined && experience.triedBefore.has(before.id) ? undefined : before;
}

/**
 * Carries out what has to come right before a launch, and then the launch. When the former is lost, the latter is not begun
 * and still owed.
 */
export async function runInOrder(
  session: Session,
  planned: PlannedLaunch,
  carryOut: (session: Session, planned: PlannedLaunch) => Promise<Attempt> = runLaunch,
): Promise<Attempt> {
  const before = dueBefore(session, planned);
  if (before !== undefined) {
    let attempt = await runOnDemand(session, before);
    // A process of its own that failed is tried once more, as every launch is.
    if (attempt.ended === 'finished' && isFailure(attempt.outcome)) attempt = await runOnDemand(session, before);
    if (attempt.ended === 'lost') return attempt;
    const { triedBefore } = session.experience;
    // What did not help may help after a purge.
    if (before.kind === 'purge' && session.loads.purged) triedBefore.clear();
    else triedBefore.add(before.id);
  }
  await restBefore(session, planned);
  const attempt = await carryOut(session, planned);
  await restAfter(session, planned, attempt);
  return attempt;
}
