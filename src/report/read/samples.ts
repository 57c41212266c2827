import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { Problem } from '../../problem.js';
import type { RunFolder } from '../../results/run-folder.js';
import { shellWord } from '../../results/shell-word.js';
import { median, quantilesInPlace } from '../../stats/summary.js';

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

/** Thermal states, from cool to hot. */
export const fromCool = ['nominal', 'fair', 'serious', 'critical'];

const columns = ['device_udid', 'case_id', 'launch', 'phase', 'latency_ns', 'thermal_state'];

/** Reads samples.csv bit by bit; nothing where it is not there. */
export async function readSamples({ path }: RunFolder): Promise<Samples> {
  const launches = new Map<string, { readonly udid: string; readonly case_id: string; readonly ns: number[] }>();
  const thermal = new Map<string, string>();
  if (!existsSync(samplesIn(path))) return { cases: [], thermal };
  let places: readonly number[] | undefined;
  await readCsv(path, (cells) => {
    if (places === undefined) {
      places = columns.map((name) => cells.indexOf(name));
      return;
    }
    const [udid = '', case_id = '', launch = '', phase, ns, state = ''] = places.map((at) => cells[at]);
    if (phase !== 'predict') return;
    const key = launchKey(udid, launch);
    if (state !== '' && fromCool.indexOf(state) > fromCool.indexOf(thermal.get(key) ?? '')) thermal.set(key, state);
    if (case_id === '' || ns === undefined || ns === '') return;
    if (!/^\d+$/.test(ns)) throw damaged(path, `latency_ns is ${JSON.stringify(ns.slice(0, 40))}, not a whole number`);
    let known = launches.get(key);
    if (known === undefined) launches.set(key, (known = { udid, case_id, ns: [] }));
    known.ns.push(Number(ns));
  });
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
    const all = Float64Array.from(same.flatMap(({ ns }) => ns));
    return [
      {
        udid: first.udid,
        case_id: first.case_id,
        count: all.length,
        quantilesMs: quantilesInPlace(all, shares).map((ns) => ns / 1e6),
        mediansMs: same.map(({ ns }) => median(ns) / 1e6),
      },
    ];
  });
}

const samplesIn = (path: string): string => join(path, 'samples.csv');

const damaged = (path: string, what: string): Problem =>
  new Problem(`${samplesIn(path)}: ${what}; write it again with npx rezbench tables ${shellWord(path)}`);

/** Characters of a record: far more than names of models and phones can have together. */
const mostRecord = 1 << 16;

/** Gives each record of a table. Few have a quote, and only these need a parser; one with a line break goes on in the next line. */
async function readCsv(path: string, take: (cells: readonly string[]) => void): Promise<void> {
  const recordOf = (text: string): readonly string[] => {
    try {
      const records: readonly string[][] = parse(text, { relaxColumnCount: true });
      return records[0] ?? [];
    } catch {
      throw damaged(path, `${JSON.stringify(text.slice(0, 40))} is quoted wrongly`);
    }
  };
  let torn = '';
  const line = (text: string): void => {
    const whole = torn === '' ? text : `${torn}\n${text}`;
    torn = '';
    if (!whole.includes('"')) {
      if (whole !== '') take(whole.split(','));
    } else if (whole.split('"').length % 2 === 0) torn = whole;
    else {
      take(recordOf(whole));
    }
    if (torn.length > mostRecord) throw damaged(path, 'a quote has no end');
  };
  let rest = '';
  for await (const chunk of createReadStream(samplesIn(path), 'utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > mostRecord) throw damaged(path, 'a line has no end');
    for (const each of lines) line(each);
  }
  line(rest);
}
