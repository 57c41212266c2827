import { readCaseRows } from '../results/read-tables.js';
import type { RunFolder } from '../results/run-folder.js';
import type { CaseRow } from '../results/tables/results.js';
import { setsOf } from './pin.js';
import { keptRun, pinnedPackage, pinnedRuns, wholeRuns } from './store.js';
import type { Baselines } from './store.js';
import { groupBy } from '../results/group-by.js';

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
  const whole = wholeRuns(others.path);
  const rowsIn = rowsOfEach(others);
  const found = setsOf(rows).flatMap((set) => {
    const last = others.pins.findLast(({ sets }) => sets.some(({ udid }) => udid === set.udid));
    const folder = pinnedRuns(others, set, whole).at(-1) ?? (last && keptRun(others.path, last.run));
    if (folder === undefined) return [];
    runs.set(set.udid, folder.id);
    return rowsIn(folder).get(set.udid) ?? [];
  });
  return found.length === 0 ? undefined : { rows: found, runs };
}

/** The rows of a pinned run by phone. Each is read and its packages are checked once, for all phones. */
function rowsOfEach(baselines: Baselines): (folder: RunFolder) => ReadonlyMap<string, readonly CaseRow[]> {
  const read = new Map<string, ReadonlyMap<string, readonly CaseRow[]>>();
  return (folder) => {
    const known = read.get(folder.id);
    if (known !== undefined) return known;
    const byPhone = groupBy(readCaseRows(folder), ({ device_udid }) => device_udid);
    read.set(folder.id, byPhone);
    refuseWithoutPackages(baselines, folder.id);
    return byPhone;
  };
}

/** Whatever fails against a night has to be confirmed with its packages. */
function refuseWithoutPackages(baselines: Baselines, run: string): void {
  const pin = baselines.pins.findLast((each) => each.run === run);
  for (const sha256 of Object.keys(pin?.packages ?? {})) pinnedPackage(baselines, sha256);
}
