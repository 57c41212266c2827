import { thermalStates } from '../contract/events.js';
import type { ThermalState } from '../contract/events.js';
import { plannedLaunches } from '../plan/on-demand.js';
import type { CaseRecord } from './case-record.js';
import { medianNs, resultsOf } from './launch-record.js';
import type { LaunchRecord } from './launch-record.js';

/** A fixed amount of work that takes longer by this factor than before says that the phone slowed down. */
const slowedDown = 1.1;

/** The states that launches went through, from first to last. */
export const thermalStatesOf = (launches: readonly LaunchRecord[]): ThermalState[] =>
  launches.flatMap((launch) =>
    resultsOf(launch, 'measure').flatMap(({ thermal }) => thermal.map(([, state]) => state)),
  );

export const worstOf = (states: readonly ThermalState[]): ThermalState | undefined =>
  thermalStates.findLast((state) => states.includes(state));

/** iOS holds back from `serious` on, and in Low Power Mode. */
export function heldBack(launches: readonly LaunchRecord[]): boolean {
  const worst = worstOf(thermalStatesOf(launches));
  return (
    worst === 'serious' || worst === 'critical' || launches.some(({ hello }) => hello?.state.lowPowerMode === true)
  );
}

/** By which factor the sentinel took longer after the predictions, in the launch where that was most; undefined below 1.1. */
export function sentinelDrift(measured: readonly LaunchRecord[]): number | undefined {
  const factors = measured.flatMap((launch) => {
    const [before, after] = resultsOf(launch, 'sentinel');
    return before && after && before.sentinelNs > 0 ? [after.sentinelNs / before.sentinelNs] : [];
  });
  const most = Math.max(...factors);
  return most >= slowedDown ? most : undefined;
}

/**
 * By which factor the anchor before a case was slower than at its fastest in the run, by compute units; only those that were
 * slower by 1.1. The sentinel runs on the CPU alone and sees nothing of an accelerator that was slowed down.
 */
export function anchorDrift({
  phone,
  anchored,
}: Pick<CaseRecord, 'phone' | 'anchored'>): (readonly [string, number])[] {
  if (anchored.size === 0) return [];
  const find = plannedLaunches(phone.plan);
  return [...anchored].flatMap(([units, anchor]) => {
    const medians = phone.launches
      .filter(({ finished }) => {
        const planned = find(finished.launch);
        return planned?.kind === 'anchor' && planned.computeUnits === units && finished.outcome.status === 'ok';
      })
      .flatMap((launch) => medianNs(launch) ?? []);
    const fastest = Math.min(...medians);
    const before = medianNs(anchor);
    return before === undefined || before < fastest * slowedDown ? [] : [[units, before / fastest] as const];
  });
}
