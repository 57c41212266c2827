import { ByteParts } from './byte-parts.js';
import type { PhoneRecord } from './case-record.js';
import { rowsOf } from './column.js';
import type { Cell } from './column.js';
import { csvCell, csvLine } from './csv.js';
import { digitsAtMost, putInteger } from './put-integer.js';
import { sampleAt, samplesTable, sampleSeries } from './tables/samples.js';
import type { SampleSeries } from './tables/samples.js';

/**
 * Writes samples.csv, byte for byte what `toCsv` makes of its rows, without making a row of each sample: most of a line is
 * the same for all predictions of a step, and what changes are whole numbers.
 */
export function writeSamples(phones: readonly PhoneRecord[], append: (data: Uint8Array) => void): void {
  const parts = new ByteParts(append);
  const header = Buffer.from(csvLine(names));
  parts.makeRoom(header.length);
  parts.put(header);
  for (const series of phones.flatMap(sampleSeries)) {
    for (const stretch of stretchesOf(series)) putStretch(parts, series, stretch);
  }
  parts.flush();
}

const names = samplesTable.columns.map(({ name }) => name);
const placeOf = (name: (typeof names)[number]): number => names.indexOf(name);
const [iterationAt, latencyAt, tAt] = [placeOf('iteration'), placeOf('latency_ns'), placeOf('t_ns')];

/** Iterations of a series, from the first to before the last, that one thermal state counts for. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

function stretchesOf({ latenciesNs: { length }, thermal }: SampleSeries): Stretch[] {
  const changes = thermal.map(([from]) => from).filter((from) => from > 0 && from < length);
  const bounds = [...new Set([0, ...changes, length])].sort((one, other) => one - other);
  return bounds.slice(1).map((to, index) => ({ from: bounds[index] ?? 0, to }));
}

/** What the lines of a stretch have alike: the text before, between and after the iteration, the latency and the time. */
interface Line {
  readonly beforeIteration: Uint8Array;
  readonly beforeLatency: Uint8Array;
  readonly beforeTime: Uint8Array;
  /** With what the next line has before its iteration, so that both are copied at once. */
  readonly afterTime: Uint8Array;
  readonly mostBytes: number;
}

function lineOf(series: SampleSeries, iteration: number): Line {
  const [row] = rowsOf(samplesTable, [sampleAt(series, iteration)]);
  const cells = names.map((name) => csvCell((row as Readonly<Record<string, Cell>>)[name]));
  const between = (from: number, to: number): string => ['', ...cells.slice(from, to), ''].join(',');
  const beforeIteration = between(0, iterationAt).slice(1);
  const texts = {
    beforeIteration: Buffer.from(beforeIteration),
    beforeLatency: Buffer.from(between(iterationAt + 1, latencyAt)),
    beforeTime: Buffer.from(between(latencyAt + 1, tAt)),
    afterTime: Buffer.from(`${between(tAt + 1, names.length).slice(0, -1)}\n${beforeIteration}`),
  };
  return { ...texts, mostBytes: Object.values(texts).reduce((sum, { length }) => sum + length, 3 * digitsAtMost) };
}

function putStretch(parts: ByteParts, series: SampleSeries, { from, to }: Stretch): void {
  const line = lineOf(series, from);
  parts.makeRoom(line.mostBytes);
  parts.put(line.beforeIteration);
  for (let next = from; next < to;) {
    parts.makeRoom(line.mostBytes);
    const end = Math.min(to, next + Math.floor(parts.free / line.mostBytes));
    parts.used = putLines(parts, line, series, next, end);
    next = end;
  }
  // No line of this stretch follows.
  parts.used -= line.beforeIteration.length;
}

/** Lines for which there is room, from the iteration of the first on. Returns where they end. */
function putLines(
  { bytes, view, used }: ByteParts,
  line: Line,
  series: SampleSeries,
  from: number,
  to: number,
): number {
  const { beforeLatency, beforeTime, afterTime } = line;
  const { latenciesNs, stepStartNs, startsNs } = series;
  let at = used;
  for (let iteration = from; iteration < to; iteration++) {
    at = putInteger(view, at, iteration);
    at = putShort(view, at, beforeLatency);
    at = putInteger(view, at, latenciesNs[iteration] ?? 0);
    at = putShort(view, at, beforeTime);
    if (startsNs !== undefined) at = putInteger(view, at, stepStartNs + (startsNs[iteration] ?? 0));
    bytes.set(afterTime, at);
    at += afterTime.length;
  }
  return at;
}

/** A few bytes, for which a loop is faster than a call. Returns where they end. */
function putShort(bytes: DataView, at: number, text: Uint8Array): number {
  for (let index = 0; index < text.length; index++) bytes.setUint8(at + index, text[index] ?? 0);
  return at + text.length;
}
