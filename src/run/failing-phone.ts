import { explain, explainLoss } from '../contract/outcome.js';
import { plannedLaunches } from '../plan/on-demand.js';
import type { Plan, PlannedLaunch } from '../plan/plan.js';
import type { Entry, Finished, Lost } from '../results/journal.js';
import { isFailure } from '../results/failures.js';

/** So many launches that failed one after the other put the phone in question. */
const launchesInARow = 3;

/** The launches at the end of a journal that all failed or were lost, since the last one that came to an orderly end. */
interface Streak {
  readonly launches: readonly PlannedLaunch[];
  readonly last: Finished | Lost | undefined;
}

function streakOf(plan: Plan, journal: readonly Entry[]): Streak {
  const find = plannedLaunches(plan);
  const launches = new Map<string, PlannedLaunch>();
  let last: Finished | Lost | undefined;
  for (const entry of journal.toReversed()) {
    if (entry.type !== 'finished' && entry.type !== 'lost') continue;
    if (entry.type === 'finished' && !isFailure(entry.outcome)) break;
    last ??= entry;
    const planned = find(entry.launch);
    if (planned) launches.set(planned.id, planned);
  }
  return { launches: [...launches.values()], last };
}

/** Whether a launch is of the plan's order and of a kind that every phone should carry out. */
const counts = ({ kind }: PlannedLaunch): boolean => counted.has(kind);
const counted: ReadonlySet<PlannedLaunch['kind']> = new Set(['prepare', 'measure', 'quality', 'confirm']);

/**
 * The anchor to ask whether a phone still works: after three launches in a row that failed, one that has not failed since
 * then. Undefined while there is nothing to ask.
 */
export function anchorToAsk(plan: Plan, journal: readonly Entry[]): PlannedLaunch | undefined {
  const { launches } = streakOf(plan, journal);
  if (launches.filter(counts).length < launchesInARow) return undefined;
  const failed = new Set(launches.map(({ id }) => id));
  return plan.anchors.find(({ id }) => !failed.has(id));
}

/**
 * Why a phone is left out of a run: three launches in a row failed, and every anchor after or among them. One model that
 * crashes is not the phone's fault, and the anchors tell the two apart. `journal`: since the run was started or resumed.
 */
export function phoneFailure(plan: Plan, journal: readonly Entry[]): string | undefined {
  const { launches, last } = streakOf(plan, journal);
  const failed = launches.filter(counts).length;
  if (last === undefined || failed < launchesInARow || anchorToAsk(plan, journal) !== undefined) return undefined;
  const anchors = plan.anchors.length > 0 ? ', and so did the anchors' : '';
  const reason = last.type === 'lost' ? explainLoss(last.loss) : explain(last.outcome);
  return `its last ${String(failed)} launches failed one after the other${anchors}, the last time since ${reason}`;
}
