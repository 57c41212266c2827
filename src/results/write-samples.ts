import type { PhoneRecord } from './case-record.js';
import { rowsOf } from './column.js';
import type { Cell } from './column.js';
import { csvLines } from './csv.js';
import { digitsAtMost, putInteger } from './put-integer.js';
import { sampleAt, samplesTable, sampleSeries } from './tables/samples.js';
import type { SampleSeries } from './tables/samples.js';

/** How much is appended at once; each part is a request to the system. */
const partBytes = 1 << 20;

/**
 * Writes samples.csv, byte for byte what `toCsv` makes of its rows, without making a row of each sample: most of a line is
 * the same for all predictions of a step, and what changes are whole numbers.
 */
export function writeSamples(phones: readonly PhoneRecord[], append: (data: Uint8Array | string) => void): void {
  append(csvLines([names]));
  let part = Buffer.allocUnsafe(partBytes);
  let used = 0;
  const flush = (): void => {
    append(part.subarray(0, used));
    used = 0;
  };
  for (const series of phones.flatMap(sampleSeries)) {
    for (const stretch of stretchesOf(series)) {
      const line = lineOf(series, stretch.from);
      if (line.mostBytes > part.length) {
        flush();
        part = Buffer.allocUnsafe(line.mostBytes);
      }
      for (let iteration = stretch.from; iteration < stretch.to; iteration++) {
        if (used + line.mostBytes > part.length) flush();
        used = putLine(part, used, line, series, iteration);
      }
    }
  }
  flush();
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
  readonly afterTime: Uint8Array;
  readonly mostBytes: number;
}

function lineOf(series: SampleSeries, iteration: number): Line {
  const [row] = rowsOf(samplesTable, [sampleAt(series, iteration)]);
  const cells = names.map((name): Cell => (row as Readonly<Record<string, Cell>>)[name]);
  /** Cells from one place to before another, with commas around them. */
  const between = (from: number, to: number): Uint8Array => {
    const text = csvLines([['', ...cells.slice(from, to), '']]).slice(0, -1);
    return Buffer.from(text);
  };
  const beforeIteration = between(0, iterationAt).subarray(1);
  const beforeLatency = between(iterationAt + 1, latencyAt);
  const beforeTime = between(latencyAt + 1, tAt);
  const afterTime = Buffer.concat([between(tAt + 1, names.length).subarray(0, -1), Buffer.from('\n')]);
  const texts = [beforeIteration, beforeLatency, beforeTime, afterTime];
  const mostBytes = texts.reduce((sum, { length }) => sum + length, 3 * digitsAtMost);
  return { beforeIteration, beforeLatency, beforeTime, afterTime, mostBytes };
}

/** Returns where the line ends. */
function putLine(bytes: Buffer, at: number, line: Line, { latenciesNs, tNs }: SampleSeries, iteration: number): number {
  let end = put(bytes, at, line.beforeIteration);
  end = putInteger(bytes, end, iteration);
  end = put(bytes, end, line.beforeLatency);
  end = putInteger(bytes, end, latenciesNs[iteration] ?? 0);
  end = put(bytes, end, line.beforeTime);
  if (tNs !== undefined) end = putInteger(bytes, end, tNs(iteration));
  return put(bytes, end, line.afterTime);
}

function put(bytes: Buffer, at: number, text: Uint8Array): number {
  bytes.set(text, at);
  return at + text.length;
}
