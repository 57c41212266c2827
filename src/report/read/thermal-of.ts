import { distinct } from '../draw/report-data.js';
import { thermalStates } from '../draw/thermal.js';
import { drawable } from '../html.js';
import type { AnchorPoint, ThermalSpan } from '../draw/report-data.js';
import type { LaunchRow } from '../../results/tables/launches.js';
import { launchKey } from './samples.js';
import type { Samples } from './samples.js';

const minute = 60_000;

/** Most spans and points of a phone: more than a chart has pixels for says no more. */
const most = 400;

/** How warm a phone said it was, launch by launch, and how fast its anchors ran then. `launches` are the phone's. */
export function thermalOf(
  launches: readonly LaunchRow[],
  { thermal }: Pick<Samples, 'thermal'>,
  phone: number,
): { readonly spans: readonly ThermalSpan[]; readonly anchors: readonly AnchorPoint[] } {
  const own = launches.filter(({ status }) => status !== 'lost');
  const start = Math.min(...own.map(({ started_at }) => Date.parse(started_at)));
  const since = (moment: string): number => (Date.parse(moment) - start) / minute;
  const spans: ThermalSpan[] = [];
  for (const { device_udid: udid, launch, started_at, finished_at } of own) {
    const state = thermal.get(launchKey(udid, launch));
    if (state === undefined) continue;
    const last = spans.at(-1);
    const to = since(finished_at);
    if (last?.state === state) spans[spans.length - 1] = { ...last, to };
    else spans.push({ phone, from: since(started_at), to, state });
  }
  const anchors = anchorsOf(own, phone, since);
  return {
    spans: bucketsOf(spans).map(worstOf),
    anchors: distinct(anchors.map(({ units }) => units)).flatMap((units) =>
      bucketsOf(anchors.filter((anchor) => anchor.units === units)).map(slowestOf),
    ),
  };
}

function anchorsOf(own: readonly LaunchRow[], phone: number, since: (moment: string) => number): AnchorPoint[] {
  const known = own.flatMap(({ kind, variant, compute_units: units, latency_median_ms: ms, started_at }) =>
    kind === 'anchor' && variant !== undefined && units !== undefined && ms !== undefined
      ? [{ variant: drawable(variant), units, ms, at: since(started_at) }]
      : [],
  );
  const fastest = new Map<string, number>();
  for (const { units, ms } of known) fastest.set(units, Math.min(ms, fastest.get(units) ?? ms));
  return known.map(({ variant, units, ms, at }) => {
    return { phone, variant, units, ms, at, percent: (ms / (fastest.get(units) ?? ms) - 1) * 100 };
  });
}

/** Neighbours together, so that there are no more than `most` of them. */
function bucketsOf<Value>(values: readonly Value[]): (readonly [Value, ...Value[]])[] {
  const size = Math.ceil(values.length / most);
  return values.flatMap((first, index) =>
    index % size === 0 ? [[first, ...values.slice(index + 1, index + size)] as const] : [],
  );
}

/** What is left out must not be the worst of it. */
const worstOf = (spans: readonly [ThermalSpan, ...ThermalSpan[]]): ThermalSpan => ({
  ...spans.reduce((worst, span) =>
    thermalStates.indexOf(span.state) > thermalStates.indexOf(worst.state) ? span : worst,
  ),
  from: spans[0].from,
  to: (spans.at(-1) ?? spans[0]).to,
});

const slowestOf = (anchors: readonly [AnchorPoint, ...AnchorPoint[]]): AnchorPoint =>
  anchors.reduce((slowest, anchor) => (anchor.ms > slowest.ms ? anchor : slowest));
