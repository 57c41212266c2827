import { rowsOf } from './column.js';
import type { Cell } from './column.js';
import { csvCell, csvLine } from './csv.js';
import type { Line, LinesOfSeries, Stretch } from './sample-lines.mjs';
import { sampleAt, samplesTable } from './tables/samples.js';
import type { SampleSeries } from './tables/samples.js';

const names = samplesTable.columns.map(({ name }) => name);
const placeOf = (name: (typeof names)[number]): number => names.indexOf(name);
const [iterationAt, latencyAt, tAt] = [placeOf('iteration'), placeOf('latency_ns'), placeOf('t_ns')];

export const samplesHeader = csvLine(names);

/** The lines that a series has in samples.csv, byte for byte what `toCsv` makes of its rows, without a row for each. */
export function linesOfSeries(series: SampleSeries): LinesOfSeries {
  const { latenciesNs, stepStartNs, startsNs } = series;
  return {
    latenciesNs: new Float64Array(latenciesNs),
    stepStartNs,
    startsNs: startsNs && asLongAs(latenciesNs, startsNs),
    stretches: stretchesOf(series),
  };
}

/** A start that the app did not write down is the step's. */
function asLongAs({ length }: readonly number[], startsNs: readonly number[]): Float64Array<ArrayBuffer> {
  const starts = new Float64Array(length);
  starts.set(startsNs.length > length ? startsNs.slice(0, length) : startsNs);
  return starts;
}

/** One thermal state counts for all of a stretch. */
function stretchesOf(series: SampleSeries): Stretch[] {
  const { length } = series.latenciesNs;
  const changes = series.thermal.map(([from]) => from).filter((from) => from > 0 && from < length);
  const bounds = [...new Set([0, ...changes, length])].sort((one, other) => one - other);
  return bounds.slice(1).map((to, index) => {
    const from = bounds[index] ?? 0;
    return { from, to, line: lineOf(series, from) };
  });
}

function lineOf(series: SampleSeries, iteration: number): Line {
  const [row] = rowsOf(samplesTable, [sampleAt(series, iteration)]);
  const cells = names.map((name) => csvCell((row as Readonly<Record<string, Cell>>)[name]));
  const between = (from: number, to: number): string => ['', ...cells.slice(from, to), ''].join(',');
  return {
    beforeIteration: between(0, iterationAt).slice(1),
    beforeLatency: between(iterationAt + 1, latencyAt),
    beforeTime: between(latencyAt + 1, tAt),
    afterTime: between(tAt + 1, names.length).slice(0, -1),
  };
}
