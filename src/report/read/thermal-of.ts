import { drawable } from '../html.js';
import type { AnchorPoint, ThermalSpan } from '../draw/report-data.js';
import type { LaunchRow } from '../../results/tables/launches.js';
import type { ReadRun } from './read-runs.js';
import { launchKey } from './samples.js';

const minute = 60_000;

/** Most spans and points of a phone: more than a chart has pixels for says no more. */
const most = 400;

/** How warm a phone said it was, launch by launch, and how fast its anchors ran then. */
export function thermalOf(
  { launches, samples }: ReadRun,
  udid: string,
  phone: number,
): { readonly spans: readonly ThermalSpan[]; readonly anchors: readonly AnchorPoint[] } {
  const own = launches.filter((launch) => launch.device_udid === udid && launch.status !== 'lost');
  const start = Math.min(...own.map(({ started_at }) => Date.parse(started_at)));
  const since = (moment: string): number => (Date.parse(moment) - start) / minute;
  const spans: ThermalSpan[] = [];
  for (const { launch, started_at, finished_at } of own) {
    const state = samples.thermal.get(launchKey(udid, launch));
    if (state === undefined) continue;
    const last = spans.at(-1);
    const to = since(finished_at);
    if (last?.state === state) spans[spans.length - 1] = { ...last, to };
    else spans.push({ phone, from: since(started_at), to, state });
  }
  return { spans: thinned(spans), anchors: thinned(anchorsOf(own, phone, since)) };
}

function anchorsOf(own: readonly LaunchRow[], phone: number, since: (moment: string) => number): AnchorPoint[] {
  const known = own.flatMap(({ kind, variant, compute_units: units, latency_median_ms: ms, started_at }) =>
    kind === 'anchor' && variant !== undefined && units !== undefined && ms !== undefined
      ? [{ variant: drawable(variant), units, ms, at: since(started_at) }]
      : [],
  );
  return known.map(({ variant, units, ms, at }) => {
    const fastest = Math.min(...known.filter((other) => other.units === units).map((other) => other.ms));
    return { phone, variant, units, ms, at, percent: (ms / fastest - 1) * 100 };
  });
}

const thinned = <Value>(values: readonly Value[]): Value[] => {
  const step = Math.ceil(values.length / most);
  return values.filter((_, index) => index % step === 0);
};
