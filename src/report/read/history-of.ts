import { drawable } from '../html.js';
import type { CaseHistory, Epoch, Night, PhoneHistory } from '../draw/report-data.js';
import type { NightSeries } from './night-series.js';
import { groupBy } from '../../results/group-by.js';

/** Most nights of a phone, and most figures of all cases together: a page is a file that people send. */
const most = { nights: 400, figures: 200_000 } as const;

/**
 * What the history has of a page's phones. `phonesOf` says under which indices a phone stands on the page, once for each run.
 * Of a long history the latest nights are kept.
 */
export function historyOf(
  series: readonly NightSeries[],
  phonesOf: (udid: string) => readonly number[],
): PhoneHistory[] {
  const devices = [...groupBy(series, ({ device }) => device)].filter(([device]) => phonesOf(device).length > 0);
  const byCase = devices.map(([device, own]) => ({ device, own, cases: groupBy(own, ({ case_id }) => case_id) }));
  const count = byCase.reduce((sum, { cases }) => sum + cases.size, 0);
  const nights = Math.min(most.nights, Math.floor(most.figures / Math.max(1, count)));
  return byCase.flatMap(({ device, own, cases }) =>
    phonesOf(device).map((phone) => ({ phone, ...ofPhone(own, cases, nights) })),
  );
}

function ofPhone(
  series: readonly NightSeries[],
  byCase: ReadonlyMap<string, readonly NightSeries[]>,
  mostNights: number,
): Omit<PhoneHistory, 'phone'> {
  const epochs: Epoch[] = [];
  const byRun = new Map<string, Night>();
  for (const { os_build, app_build, latency_source, points } of series) {
    const epoch = epochs.findIndex(
      (known) => known.os === os_build && known.app === app_build && known.source === latency_source,
    );
    const at = epoch < 0 ? epochs.push({ os: os_build, app: app_build, source: latency_source }) - 1 : epoch;
    for (const { run_id, at: moment } of points) {
      const began = Date.parse(moment);
      const known = byRun.get(run_id);
      // The run began with its first case.
      if (known === undefined || began < known.at)
        byRun.set(run_id, { run: run_id, at: began, epoch: known?.epoch ?? at });
    }
  }
  const all = [...byRun.values()].sort((a, b) => a.at - b.at);
  const nights = all.slice(-mostNights);
  const placeOf = new Map(nights.map(({ run }, index) => [run, index]));
  const cases = [...byCase].map(([case_id, own]) => ofCase(case_id, own, placeOf, nights.length));
  return {
    nights: nights.map((night) => ({ ...night, run: drawable(night.run) })),
    earlier: all.length - nights.length,
    epochs: epochs.map(({ os, app, source }) => ({ os: drawable(os), app: drawable(app), source: drawable(source) })),
    cases,
  };
}

function ofCase(
  case_id: string,
  series: readonly NightSeries[],
  placeOf: ReadonlyMap<string, number>,
  nights: number,
): CaseHistory {
  const ms = Array.from<number | null>({ length: nights }).fill(null);
  const changes: CaseHistory['changes'][number][] = [];
  for (const { points, changes: found } of series) {
    for (const { run_id, value } of points) {
      const place = placeOf.get(run_id);
      // As many digits as anybody reads off a line.
      if (place !== undefined) ms[place] = Number(value.toPrecision(4));
    }
    for (const { run_id, percent, new_package: newPackage } of found) {
      const night = placeOf.get(run_id);
      if (night !== undefined) changes.push({ night, percent, newPackage });
    }
  }
  return { case_id: drawable(case_id), ms, changes: changes.sort((a, b) => a.night - b.night) };
}
