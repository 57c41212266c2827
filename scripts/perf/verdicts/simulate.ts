import type { Noise } from '../../../src/virtual/noise/fleets.js';
import { coverage, coverageWithin, methods, shifts } from './at-launches.js';
import { bisections } from './bisect.js';
import type { Bisected } from './bisect.js';
import { centres } from './centres.js';
import { breed } from './fast-phone.js';
import type { Breed } from './fast-phone.js';
import { floors } from './floor.js';
import { effects, nights } from './nights.js';
import type { NoiseModel } from './noise-models.js';
import { header, nightHeader, nightRows, percent, row, shareOf } from './print.js';

export const tables = ['nights', 'methods', 'coverage', 'centres', 'floor', 'bisect', 'bisect-apps'] as const;
export type Table = (typeof tables)[number];

export interface Options {
  readonly models: readonly NoiseModel[];
  readonly fleets: readonly { readonly name: string; readonly noise: Noise }[];
  /** By how much the noise of arms within a launch is multiplied. */
  readonly armTimes: readonly number[];
  /** Unchanged cells that go through the nights; a fiftieth goes through the other tables, and a thousandth is bisections. */
  readonly cells: number;
  readonly seed: number;
  readonly withStrict: boolean;
  readonly blockIterations: number;
}

const launchCounts = [5, 10, 20];
/** The tables in which the noise of arms within a launch matters. */
const withArms: readonly Table[] = ['nights', 'floor', 'bisect', 'bisect-apps'];
/** How often each first alarm is repeated to count false alarms finely. */
const repeats = 200;
const share = 50;
const bisected = 1000;
const mostMedians = 50_000;

/** The lines of a table, one after another as they are computed. */
export function* simulate(table: Table, options: Options): Generator<string> {
  const { models, fleets, armTimes, cells, seed, withStrict, blockIterations } = options;
  const few = Math.ceil(cells / share);
  for (const model of models) {
    yield `\n${table}: ${model.name}`;
    yield headers[table]();
    for (const times of withArms.includes(table) ? armTimes : [1]) {
      for (const { name, noise } of fleets) {
        const phones = breed(
          model,
          { ...noise, launchArmSd: times * noise.launchArmSd },
          { blockIterations, medians: Math.min(50 * cells, mostMedians), seed },
        );
        yield* rowsOf[table]({ name, times, phones, cells, few, seed, withStrict });
      }
    }
  }
}

const headers: Readonly<Record<Table, () => string>> = {
  nights: nightHeader,
  methods: () =>
    header('noise', 'launches', 'method', ...shifts.map((one) => (one === 0 ? 'unchanged' : shareOf(one)))),
  coverage: () => header('noise', 'launches', '95 % interval', 'holds, %'),
  centres: () => header('noise', 'launches', 'centre of launch medians', 'error, %'),
  floor: () => header('noise', 'launch x arm', 'nightly sees', 'strict sees', 'found of that, %', 'called biased, %'),
  bisect: () => bisectHeader(),
  'bisect-apps': () => bisectHeader(),
};

const bisectHeader = (): string =>
  header(
    ...['noise', 'launch x arm', 'slowdown', 'bisections', 'found, %', 'checked, %', 'another one named, %'],
    ...['a range with it, %', 'confirmations: median', 'most'],
  );

interface Part {
  readonly name: string;
  readonly times: number;
  readonly phones: Breed;
  readonly cells: number;
  readonly few: number;
  readonly seed: number;
  readonly withStrict: boolean;
}

const rowsOf: Readonly<Record<Table, (part: Part) => Iterable<string>>> = {
  nights: ({ name, times, phones, cells, seed, withStrict }) =>
    nightRows(name, times, nights(phones, { cells, repeats, seed, withStrict })),

  *methods({ name, phones, few, seed }) {
    for (const launches of launchCounts) {
      for (const { name: method, slower } of methods(phones, launches, few, seed)) {
        yield row(name, String(launches), method, ...slower.map((one) => percent(one, 2)));
      }
    }
  },

  *coverage({ name, phones, few, seed }) {
    const within = coverageWithin(phones, few, seed);
    yield row(name, '1', within.name, percent(within.held));
    for (const launches of launchCounts) {
      for (const { name: interval, held } of coverage(phones, launches, few, seed)) {
        yield row(name, String(launches), interval, percent(held));
      }
    }
  },

  *centres({ name, phones, few, seed }) {
    for (const launches of [3, ...launchCounts]) {
      for (const { name: centre, error } of centres(phones, launches, few, seed)) {
        yield row(name, String(launches), centre, (100 * error).toFixed(2));
      }
    }
  },

  *floor({ name, times, phones, few, seed }) {
    const { nightlySees, strictSees, found, biased } = floors(phones, few, seed);
    yield row(name, `x${String(times)}`, shareOf(nightlySees), shareOf(strictSees), percent(found), percent(biased));
  },

  bisect: (part) => bisectRows('packages', part),
  'bisect-apps': (part) => bisectRows('apps', part),
};

function* bisectRows(of: Bisected, { name, times, phones, cells, seed }: Part): Generator<string> {
  for (const slowdown of effects) {
    const done = bisections(phones, slowdown, { of, cases: Math.ceil(cells / bisected), seed });
    yield row(
      ...[name, `x${String(times)}`, shareOf(slowdown), String(done.found.of), percent(done.found)],
      ...[percent(done.checked), percent(done.wrong), percent(done.unsure), String(done.median), String(done.most)],
    );
  }
}
