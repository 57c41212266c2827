import { readCaseRows } from '../results/read-tables.js';
import type { CaseRow } from '../results/tables/results.js';
import { setsOf } from './pin.js';
import { keptRun, pinnedPackage, pinnedRuns } from './store.js';
import type { Baselines } from './store.js';

/** What is pinned of the phones of some rows. */
export interface LatestPinned {
  readonly rows: readonly CaseRow[];
  /** The run that a phone's rows are from, by its udid. */
  readonly runs: ReadonlyMap<string, string>;
}

/**
 * The latest pinned night of each phone, of its epoch and cases where there is one, else its latest of all, which says what
 * differs. `except` are runs that are not compared with themselves. Undefined where nothing is pinned of any phone. Throws a
 * Problem for a night or a package of it that is gone or was changed.
 */
export function latestPinned(
  baselines: Baselines,
  rows: readonly CaseRow[],
  except: readonly string[],
): LatestPinned | undefined {
  const others = { ...baselines, pins: baselines.pins.filter(({ run }) => !except.includes(run)) };
  const runs = new Map<string, string>();
  const found = setsOf(rows).flatMap((set) => {
    const last = others.pins.findLast(({ sets }) => sets.some(({ udid }) => udid === set.udid));
    const folder = pinnedRuns(others, set).at(-1) ?? (last && keptRun(others.path, last.run));
    if (folder === undefined) return [];
    runs.set(set.udid, folder.id);
    const ofPhone = readCaseRows(folder).filter(({ device_udid }) => device_udid === set.udid);
    refuseWithoutPackages(others, folder.id);
    return ofPhone;
  });
  return found.length === 0 ? undefined : { rows: found, runs };
}

/** Whatever fails against a night has to be confirmed with its packages. */
function refuseWithoutPackages(baselines: Baselines, run: string): void {
  const pin = baselines.pins.findLast((each) => each.run === run);
  for (const sha256 of Object.keys(pin?.packages ?? {})) pinnedPackage(baselines, sha256);
}
