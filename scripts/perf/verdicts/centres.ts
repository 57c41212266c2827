import { acrossLaunches } from '../../../src/stats/across-launches.js';
import { hodgesLehmann } from '../../../src/stats/hodges-lehmann.js';
import { mean, median } from '../../../src/stats/summary.js';
import { Random } from '../../../src/virtual/noise/random.js';
import { FastPhone, warmUps } from './fast-phone.js';
import type { Breed } from './fast-phone.js';

export interface Centre {
  readonly name: string;
  /** Root of the mean square of its distance from the median of all launches, as a share. */
  readonly error: number;
}

const estimators: readonly { readonly name: string; readonly of: (logs: readonly number[]) => number }[] = [
  { name: 'geometric mean, as the tables have it', of: (logs) => Math.log(acrossLaunches(logs.map(Math.exp)).centre) },
  { name: 'Hodges-Lehmann', of: hodgesLehmann },
  { name: 'median', of: median },
];

/** How far each way of joining the medians of launches, a night each, errs from what the phone shows in the long run. */
export function centres({ model, noise, ...rest }: Breed, launches: number, cells: number, seed: number): Centre[] {
  const random = new Random('centres', model.name, seed, launches);
  const logs = Array.from({ length: cells * launches }, () => {
    const phone = new FastPhone({ model, noise, ...rest }, random, model.nextNight(random, noise, 0));
    for (let launch = 0; launch < warmUps; launch++) phone.sweepLaunch();
    return phone.sweepLaunch();
  });
  const truth = median(logs);
  const samples = Array.from({ length: cells }, (_, cell) => logs.slice(cell * launches, (cell + 1) * launches));
  return estimators.map(({ name, of }) => ({
    name,
    error: Math.sqrt(mean(samples.map((sample) => (of(sample) - truth) ** 2))),
  }));
}
