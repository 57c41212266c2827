import { exitCodes, Problem } from '../problem.js';
import { tQuantile } from '../stats/student-t.js';
import type { Build } from './builds.js';
import type { Observation } from './observation.js';
import type { Purpose, Result } from './search.js';

/** A change with its 95 % interval, in percent, positive where it is slower. */
export interface Change {
  readonly change_percent: number;
  readonly low_percent: number;
  readonly high_percent: number;
}

/** What a bisection came to: the last part of what the command says, and of bisect.json. */
export interface Conclusion {
  readonly outcome: 'found' | 'unsure';
  /** From the first build that may be the first bad one to the last; one where it was found. */
  readonly suspects: readonly string[];
  /** The build before the first of them. */
  readonly before: string;
  /** How sure it is that the first bad build is among the suspects, from 0 to 1. */
  readonly sureness: number;
  readonly is_checked: boolean;
  readonly effect: Change;
  /** Builds that are neither as fast as the good end nor as slow as the bad one. */
  readonly between: readonly string[];
}

const round = (log: number): number => Number((100 * Math.expm1(log)).toFixed(2)) + 0;

/** What an observation has shown. */
export function changeOf({ log, error, degrees }: Observation): Change {
  const half = tQuantile(0.975, degrees) * error;
  return { change_percent: round(log), low_percent: round(log - half), high_percent: round(log + half) };
}

/** Such as `5.1 % slower (95 % interval 4.6 to 5.6 %)`. */
export function changeText({ change_percent: change, low_percent: low, high_percent: high }: Change): string {
  const way = change < 0 ? 'faster' : 'slower';
  return `${String(Math.abs(change))} % ${way} (95 % interval ${String(low)} to ${String(high)} %)`;
}

export function purposeText(purpose: Purpose, base: Build, candidate: Build): string {
  switch (purpose) {
    case 'ends':
      return `is ${candidate.name} slower than ${base.name} at all?`;
    case 'middle':
      return `is ${candidate.name} slower than ${base.name}?`;
    case 'check':
      return `is ${candidate.name} slower than ${base.name}, the build before it?`;
  }
}

/** What a search came to, of these builds. Throws a Problem where the ends are none. */
export function conclude(
  result: Result,
  builds: readonly Build[],
  phone: string,
  observations: readonly Observation[],
): Conclusion {
  const nameOf = (build: number): string => builds[build]?.name ?? '';
  const [good, bad] = [nameOf(0), nameOf(builds.length - 1)];
  const ends = observations.findLast(({ base, candidate }) => base === 0 && candidate === builds.length - 1);
  const shown = ends === undefined ? '' : changeText(changeOf(ends));
  switch (result.kind) {
    case 'alike':
      throw new Problem(
        `GOOD (${good}) and BAD (${bad}) are as fast as each other on ${phone}: BAD is ${shown}; either GOOD has the regression already or BAD does not have it, so name an older GOOD or a newer BAD`,
      );
    case 'swapped':
      throw new Problem(
        `BAD (${bad}) is faster than GOOD (${good}) on ${phone}: ${shown}; name builds of which the newer one is slower`,
      );
    case 'too_close':
      throw new Problem(
        `BAD (${bad}) is not surely slower than GOOD (${good}) on ${phone}: ${shown}, twice; what is so small cannot be found on this phone, so take a quieter one`,
        exitCodes.inconclusive,
      );
    case 'unsure':
    case 'found': {
      const [from, to] = result.kind === 'found' ? [result.first, result.first] : [result.from, result.to];
      const check = observations.findLast(({ base, candidate }) => base === from - 1 && candidate === to);
      const effect = check ?? ends;
      if (effect === undefined) throw new Error('a search ends with a confirmation of its ends');
      return {
        outcome: result.kind,
        suspects: builds.slice(from, to + 1).map(({ name }) => name),
        before: nameOf(from - 1),
        sureness: Number(result.sureness.toFixed(4)),
        is_checked: result.kind === 'found' && result.isChecked,
        effect: changeOf(effect),
        between: result.kind === 'found' ? result.between.map(nameOf) : [],
      };
    }
  }
}

/** What a person is told in the end, a sentence a line. */
export function conclusionText({ outcome, suspects, before, sureness, ...rest }: Conclusion, good: string): string[] {
  const sure = `sure to ${(100 * sureness).toFixed(sureness > 0.999 ? 2 : 1)} %`;
  const effect = changeText(rest.effect);
  if (outcome === 'unsure') {
    return [
      `the first bad build is one of ${String(suspects.length)}, from ${suspects[0] ?? ''} to ${suspects.at(-1) ?? ''} (${sure})`,
      `BAD is ${effect} than ${good}, too little for this phone to tell them apart; bisect these alone, or on a quieter phone`,
    ];
  }
  return [
    `first bad build: ${suspects[0] ?? ''} (${sure})`,
    rest.is_checked
      ? `beside ${before}, the build before it, it is ${effect}`
      : `BAD is ${effect} than ${good}; beside ${before}, the build before it, it was not shown to be slower`,
    ...(rest.between.length > 0
      ? [`${rest.between.join(', ')}: neither as fast as GOOD nor as slow as BAD, so there is more than one culprit`]
      : []),
  ];
}
