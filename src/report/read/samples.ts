import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse/sync';
import type { RunFolder } from '../../results/run-folder.js';
import { ascending, median, quantileOfSorted } from '../../stats/summary.js';

/** What the page keeps of a case's timed predictions: there may be millions of them. */
export interface SampledCase {
  readonly udid: string;
  readonly case_id: string;
  readonly count: number;
  readonly quantilesMs: readonly number[];
  readonly mediansMs: readonly number[];
}

export interface Samples {
  readonly cases: readonly SampledCase[];
  /** The thermal states that launches saw, by `launchKey`. */
  readonly thermal: ReadonlyMap<string, string>;
}

export const launchKey = (udid: string, launch: string): string => `${udid} ${launch}`;

/** Where a box of the chart and its whiskers end. */
const shares = [0.05, 0.25, 0.5, 0.75, 0.95];

const fromCool = ['nominal', 'fair', 'serious', 'critical'];

/** Reads samples.csv line by line; nothing where it is not there. */
export async function readSamples({ path }: RunFolder): Promise<Samples> {
  const file = join(path, 'samples.csv');
  const launches = new Map<string, { readonly udid: string; readonly case_id: string; readonly ns: number[] }>();
  const thermal = new Map<string, string>();
  if (!existsSync(file)) return { cases: [], thermal };
  let places: readonly number[] | undefined;
  for await (const cells of csvLines(file)) {
    if (places === undefined) {
      places = ['device_udid', 'case_id', 'launch', 'phase', 'latency_ns', 'thermal_state'].map((name) =>
        cells.indexOf(name),
      );
      continue;
    }
    const [udid = '', case_id = '', launch = '', phase, ns, state = ''] = places.map((at) => cells[at]);
    if (phase !== 'predict') continue;
    const key = launchKey(udid, launch);
    if (state !== '' && fromCool.indexOf(state) > fromCool.indexOf(thermal.get(key) ?? '')) thermal.set(key, state);
    if (case_id === '' || ns === undefined || ns === '') continue;
    let known = launches.get(key);
    if (known === undefined) launches.set(key, (known = { udid, case_id, ns: [] }));
    known.ns.push(Number(ns));
  }
  return { cases: casesOf([...launches.values()]), thermal };
}

function casesOf(
  launches: readonly { readonly udid: string; readonly case_id: string; readonly ns: number[] }[],
): SampledCase[] {
  const byCase = new Map<string, (typeof launches)[number][]>();
  for (const launch of launches) {
    const key = `${launch.udid} ${launch.case_id}`;
    byCase.set(key, [...(byCase.get(key) ?? []), launch]);
  }
  return [...byCase.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const sorted = ascending(same.flatMap(({ ns }) => ns));
    return [
      {
        udid: first.udid,
        case_id: first.case_id,
        count: sorted.length,
        quantilesMs: shares.map((share) => quantileOfSorted(sorted, share) / 1e6),
        mediansMs: same.map(({ ns }) => median(ns) / 1e6),
      },
    ];
  });
}

/** Records of a table. Few have a quote, and only these need a parser; one with a line break goes on in the next line. */
async function* csvLines(file: string): AsyncGenerator<readonly string[]> {
  let torn = '';
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const whole = torn === '' ? line : `${torn}\n${line}`;
    if (!whole.includes('"')) yield whole.split(',');
    else if (whole.split('"').length % 2 === 0) {
      torn = whole;
      continue;
    } else {
      const records: readonly string[][] = parse(whole, { relaxColumnCount: true });
      yield records[0] ?? [];
    }
    torn = '';
  }
}
