import type { Target } from '../phone/target.js';
import { exitCodes, Problem } from '../problem.js';
import type { Entry } from '../results/journal.js';

type System = Pick<Target, 'osVersion' | 'osBuild'>;

/**
 * Why a phone cannot go on with a run: figures of two versions of iOS do not belong into one table. Undefined when its iOS is
 * that of the run's earlier sessions, as far as it is known.
 */
export function osChange({ name, ...now }: Target, journal: readonly Entry[]): string | undefined {
  const earlier = journal.find((entry) => entry.type === 'session' && isOther(entry, now));
  if (earlier?.type !== 'session') return undefined;
  return `${name} has iOS ${named(now)} and had ${named(earlier)} earlier in this run; start a new run for it`;
}

/** Throws a Problem for a phone whose iOS has changed since an earlier session of the run. */
export function checkSameOs(target: Target, journal: readonly Entry[]): void {
  const change = osChange(target, journal);
  if (change !== undefined) throw new Problem(change, exitCodes.missing);
}

function isOther(earlier: System, now: System): boolean {
  if (earlier.osVersion !== now.osVersion) return true;
  return earlier.osBuild !== undefined && now.osBuild !== undefined && earlier.osBuild !== now.osBuild;
}

const named = ({ osVersion, osBuild }: System): string =>
  osBuild === undefined ? osVersion : `${osVersion} (${osBuild})`;
