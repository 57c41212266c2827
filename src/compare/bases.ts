import { dirname, resolve } from 'node:path';
import { isSameEpoch, setsOf } from '../baseline/pin.js';
import {
  baselinesIn,
  isBaselines,
  keptRun,
  mostPinnedNights,
  pinnedRuns,
  readBaselines,
  wholeRuns,
} from '../baseline/store.js';
import type { Baselines } from '../baseline/store.js';
import { exitCodes, Problem } from '../problem.js';
import { openRunFolder } from '../results/run-folder.js';
import { readNight, rowsByPhone } from './night.js';
import type { Night } from './night.js';

/** What a run is compared with. */
export interface Bases {
  /** The nights of a phone, from old to new. */
  of(udid: string): readonly Night[];
  /** The phones that the latest of them have. */
  readonly phones: readonly string[];
  /** As a person named them. */
  readonly named: readonly string[];
}

/** Throws a Problem for bases that no run can be compared with. */
export function checkBases(named: readonly string[]): void {
  if (storeAmong(named) === undefined) nightsOf(named);
}

/** The folder of the baselines, where it is the base. Throws a Problem where nothing is pinned, or other bases are named. */
function storeAmong(named: readonly string[]): string | undefined {
  const store = named.find((path) => isBaselines(path) || resolve(path) === baselinesIn(dirname(resolve(path))));
  if (store === undefined) return undefined;
  if (!isBaselines(store)) {
    throw new Problem(`nothing is pinned in ${store}; pin a run with npx rezbench promote RUN`, exitCodes.missing);
  }
  if (named.length === 1) return store;
  throw new Problem(`${store} holds baselines and stands alone as a base; leave the other bases out`);
}

/**
 * Reads the bases that somebody named: runs, at most ten, or the folder of the baselines, of which each phone of the candidate
 * has those of its epoch. Throws a Problem for what is neither.
 */
export function readBases(named: readonly string[], candidate: Night): Bases {
  const store = storeAmong(named);
  if (store === undefined) return nightsOf(named);
  const baselines = readBaselines(store);
  return {
    named,
    phones: baselines.pins.at(-1)?.sets.map(({ udid }) => udid) ?? [],
    of: pinnedFor(baselines, candidate),
  };
}

function nightsOf(named: readonly string[]): Bases {
  if (named.length > mostPinnedNights) {
    throw new Problem(
      `${String(named.length)} runs are given as the base, and at most ${String(mostPinnedNights)} count; leave the oldest out`,
    );
  }
  const nights = named.map((path) => readNight(openRunFolder(path)));
  const known = nights.map((night) => ({ night, phones: phonesIn(night) }));
  const ofPhone = (udid: string): Night[] => known.flatMap(({ night, phones }) => (phones.has(udid) ? night : []));
  return { named, phones: [...(known.at(-1)?.phones ?? [])], of: ofPhone };
}

const phonesIn = (night: Night): ReadonlySet<string> => new Set(rowsByPhone(night).keys());

function pinnedFor(baselines: Baselines, candidate: Night): Bases['of'] {
  const read = new Map<string, Night>();
  const nightOf = (folder: Parameters<typeof readNight>[0]): Night => {
    const known = read.get(folder.path) ?? readNight(folder);
    read.set(folder.path, known);
    return known;
  };
  const whole = wholeRuns(baselines.path);
  const byPhone = new Map(
    setsOf([...candidate.rows.values()]).map((set) => {
      const runs = pinnedRuns(baselines, set, whole);
      // Without a night of this epoch the latest of another one says what differs.
      const other = baselines.pins.findLast(({ sets }) => sets.some(({ udid }) => udid === set.udid));
      const lastResort =
        other === undefined || other.sets.some((pinned) => isSameEpoch(pinned, set))
          ? []
          : [keptRun(baselines.path, other.run)];
      return [set.udid, (runs.length > 0 ? runs : lastResort).map(nightOf)] as const;
    }),
  );
  return (udid) => byPhone.get(udid) ?? latestOf(baselines, udid).map(nightOf);
}

/** For a phone that the candidate has not: what it would have had. */
const latestOf = ({ path, pins }: Baselines, udid: string): ReturnType<typeof keptRun>[] => {
  const pin = pins.findLast(({ sets }) => sets.some((pinned) => pinned.udid === udid));
  return pin === undefined ? [] : [keptRun(path, pin.run)];
};
