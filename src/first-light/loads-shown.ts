import type { LoadProcedure } from '../contract/events.js';
import { loadOf } from '../results/launch-record.js';
import type { Evidence } from './evidence.js';
import { firstLightLaunches as names } from './plan.js';

/** What first light showed of a phone's loads, all of one model on one choice of compute units, in ms. */
export interface LoadsShown {
  readonly afterInstallMs: readonly number[];
  readonly purgedMs: readonly number[];
  readonly preparedMs: readonly number[];
  /** The loads of which each took half as long again as every prepared one: two pairs may lie apart by chance. */
  readonly slower: readonly Exclude<LoadProcedure, 'prepared' | 'unknown'>[];
}

const slowerBy = 1.5;

export function loadsShown(evidence: Evidence): LoadsShown {
  const read = (ids: readonly string[], procedure: LoadProcedure): number[] =>
    ids.flatMap((id) => {
      const load = loadOf(evidence.launches.get(id), procedure);
      return load ? [Number((load.loadNs / 1e6).toFixed(3))] : [];
    });
  const afterInstallMs = read(names.installed, 'after_install');
  const purgedMs = read(names.cold, 'purged');
  const preparedMs = read(names.warm, 'prepared');
  const isSlower = (loadsMs: readonly number[]): boolean =>
    loadsMs.length > 0 && preparedMs.length > 0 && Math.min(...loadsMs) > slowerBy * Math.max(...preparedMs);
  return {
    afterInstallMs,
    purgedMs,
    preparedMs,
    slower: [
      ...(isSlower(afterInstallMs) ? (['after_install'] as const) : []),
      ...(isSlower(purgedMs) ? (['purged'] as const) : []),
    ],
  };
}
