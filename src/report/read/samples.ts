import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { Problem } from '../../problem.js';
import type { RunFolder } from '../../results/run-folder.js';
import { shellWord } from '../../results/shell-word.js';
import { median, quantilesInPlace } from '../../stats/summary.js';
import type { FrameWindow } from '../draw/report-data.js';
import { thermalStates } from '../draw/thermal.js';
import { frameWindows } from './frame-windows.js';
import type { Frames } from './frame-windows.js';
import { groupBy } from '../../results/group-by.js';

/** What the page keeps of a case's timed predictions: there may be millions of them. */
export interface SampledCase {
  readonly udid: string;
  readonly case_id: string;
  readonly count: number;
  readonly quantilesMs: readonly number[];
  readonly mediansMs: readonly number[];
  /** Of a sustained case: what its frames came to over the minutes. */
  readonly windows?: readonly FrameWindow[];
}

export interface Samples {
  readonly cases: readonly SampledCase[];
  /** The thermal states that launches saw, by `launchKey`. */
  readonly thermal: ReadonlyMap<string, string>;
}

export const launchKey = (udid: string, launch: string): string => `${udid} ${launch}`;
export const caseKey = (udid: string, case_id: string): string => `${udid} ${case_id}`;

interface SampledLaunch {
  readonly udid: string;
  readonly case_id: string;
  readonly ns: number[];
  /** Of the launch of a sustained case, when each began and what it was like then: an index into the thermal states. */
  readonly startsNs: number[];
  readonly thermal: number[];
}

/** Where a box of the chart and its whiskers end. */
const shares = [0.05, 0.25, 0.5, 0.75, 0.95];

const columns = ['device_udid', 'case_id', 'launch', 'phase', 'latency_ns', 't_ns', 'thermal_state'];

/** Reads samples.csv bit by bit; nothing where it is not there. `rates` are those of the sustained cases, 1/s, by `caseKey`. */
export async function readSamples(
  { path }: RunFolder,
  rates: ReadonlyMap<string, number> = new Map(),
): Promise<Samples> {
  const launches = new Map<string, SampledLaunch>();
  const thermal = new Map<string, string>();
  if (!existsSync(samplesIn(path))) return { cases: [], thermal };
  let places: readonly number[] | undefined;
  await readCsv(path, (cells) => {
    if (places === undefined) {
      places = columns.map((name) => cells.indexOf(name));
      return;
    }
    const [udid = '', case_id = '', launch = '', phase, ns, t = '', state = ''] = places.map((at) => cells[at]);
    if (phase !== 'predict') return;
    const key = launchKey(udid, launch);
    const warmth = thermalStates.indexOf(state);
    if (warmth > thermalStates.indexOf(thermal.get(key) ?? '')) thermal.set(key, state);
    if (case_id === '' || ns === undefined || ns === '') return;
    let known = launches.get(key);
    if (known === undefined) launches.set(key, (known = { udid, case_id, ns: [], startsNs: [], thermal: [] }));
    known.ns.push(wholeNumber(path, 'latency_ns', ns));
    if (!rates.has(caseKey(udid, case_id))) return;
    known.startsNs.push(wholeNumber(path, 't_ns', t));
    known.thermal.push(warmth);
  });
  return { cases: casesOf([...launches.values()], rates), thermal };
}

function wholeNumber(path: string, column: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw damaged(path, `${column} is ${JSON.stringify(text.slice(0, 40))}, not a whole number`);
}

function casesOf(launches: readonly SampledLaunch[], rates: ReadonlyMap<string, number>): SampledCase[] {
  const byCase = groupBy(launches, ({ udid, case_id }) => caseKey(udid, case_id));
  return [...byCase].flatMap(([key, same]) => {
    const [first] = same;
    const hz = rates.get(key);
    const all = Float64Array.from(same.flatMap(({ ns }) => ns));
    return [
      {
        udid: first.udid,
        case_id: first.case_id,
        count: all.length,
        quantilesMs: quantilesInPlace(all, shares).map((ns) => ns / 1e6),
        mediansMs: same.map(({ ns }) => median(ns) / 1e6),
        ...(hz !== undefined && { windows: frameWindows(same.map(framesOf), hz) }),
      },
    ];
  });
}

const framesOf = ({ startsNs, ns, thermal }: SampledLaunch): Frames => ({ startsNs, latenciesNs: ns, thermal });

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
