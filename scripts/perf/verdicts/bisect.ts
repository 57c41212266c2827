import { inTurns } from '../../../src/bisect/in-turns.js';
import { observed } from '../../../src/bisect/observation.js';
import type { Observation } from '../../../src/bisect/observation.js';
import { confirmationsFor, nextStep } from '../../../src/bisect/search.js';
import type { Result } from '../../../src/bisect/search.js';
import { median } from '../../../src/stats/summary.js';
import { confirm } from '../../../src/verdict/confirm.js';
import { nightly } from '../../../src/verdict/design.js';
import { Random } from '../../../src/virtual/noise/random.js';
import { FastPhone } from './fast-phone.js';
import type { Breed } from './fast-phone.js';
import { count } from './nights.js';
import type { Count } from './nights.js';

const builds = 64;

/** What is bisected: packages, which take turns within a launch, or builds of the app, which take turns by installations. */
export type Bisected = 'packages' | 'apps';

/** What became of bisections whose culprit is known. */
export interface Bisections {
  /** The first bad build was named. */
  readonly found: Count;
  /** Another one was named. */
  readonly wrong: Count;
  /** A range that holds it was given. */
  readonly unsure: Count;
  /** Of those that were found, the ones measured beside their predecessor and slower. */
  readonly checked: Count;
  readonly median: number;
  readonly most: number;
}

/** Bisects among 64 builds `cases` times, each on a phone of its own; those from the culprit on are slower by `slowdown`. */
export function bisections(
  breed: Breed,
  slowdown: number,
  { of, cases, seed }: { of: Bisected; cases: number; seed: number },
): Bisections {
  const tally = { found: count(), wrong: count(), unsure: count(), checked: count() };
  const spent: number[] = [];
  const add = (to: Count, hit: boolean): void => {
    to.of++;
    if (hit) to.hits++;
  };
  for (let one = 0; one < cases; one++) {
    const random = new Random(of === 'packages' ? 'bisect' : 'bisect apps', breed.model.name, seed, slowdown, one);
    const culprit = 1 + Math.floor(random.uniform() * (builds - 1));
    const { result, confirmations } = bisection(breed, random, { of, culprit, effectLog: Math.log1p(slowdown) });
    spent.push(confirmations);
    add(tally.found, result.kind === 'found' && result.first === culprit);
    add(tally.wrong, result.kind === 'found' && result.first !== culprit);
    add(tally.unsure, result.kind === 'unsure' && result.from <= culprit && culprit <= result.to);
    if (result.kind === 'found' && result.first === culprit) add(tally.checked, result.isChecked);
  }
  return { ...tally, median: median(spent), most: Math.max(...spent) };
}

/** One bisection by what `rezbench bisect` goes by: `nextStep`, and `confirm` on launches of this phone. */
function bisection(
  breed: Breed,
  random: Random,
  { of, culprit, effectLog }: { readonly of: Bisected; readonly culprit: number; readonly effectLog: number },
): { readonly result: Result; readonly confirmations: number } {
  const phone = new FastPhone(breed, random, breed.model.nextNight(random, breed.noise, 0));
  phone.endSweep();
  const observations: Observation[] = [];
  for (;;) {
    const next = nextStep(builds, observations);
    if (next.kind !== 'measure') return { result: next, confirmations: observations.length };
    if (observations.length >= confirmationsFor(builds)) throw new Error('more confirmations than there may be');
    const { base, candidate } = next;
    const step = Number(candidate >= culprit) - Number(base >= culprit);
    const confirmation =
      of === 'packages'
        ? confirm(phone.pairedLaunches(nightly, step * effectLog), nightly)
        : confirm(phone.pairedInstallations(step * effectLog), inTurns);
    const found = observed(base, candidate, confirmation);
    if (found === undefined) throw new Error('a simulated confirmation has all of its launches');
    observations.push(found);
  }
}
