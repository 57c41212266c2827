import type { Observation } from './observation.js';
import { misfits, posteriorOf } from './posterior.js';

export const purposes = ['ends', 'middle', 'check'] as const;
/** What a confirmation is for. */
export type Purpose = (typeof purposes)[number];

export type Next =
  { readonly kind: 'measure'; readonly purpose: Purpose; readonly base: number; readonly candidate: number } | Result;

export type Result =
  | {
      readonly kind: 'found';
      readonly first: number;
      /** How sure that is, from 0 to 1. */
      readonly sureness: number;
      /** The first bad build was measured beside the one before it, and was slower. */
      readonly isChecked: boolean;
      /** Builds that are neither as fast as the good end nor as slow as the bad one. */
      readonly between: readonly number[];
    }
  /** The first bad build is one from `from` to `to`, and the confirmations are spent. */
  | { readonly kind: 'unsure'; readonly from: number; readonly to: number; readonly sureness: number }
  /** The ends are no ends: as fast as each other, not far enough apart for this phone, or the wrong way round. */
  | { readonly kind: 'alike' | 'too_close' | 'swapped'; readonly log: number };

/** From here on a build is taken for the first bad one, and checked beside the one before it. */
const sureEnough = 0.99;
/** What an answer is sure by at least. */
const leastSure = 0.95;
const mostEnds = 2;

/** A confirmation of the ends, one for each halving, and one that checks what was found. */
export const confirmationsFor = (builds: number): number => 2 + Math.ceil(Math.log2(Math.max(1, builds - 1)));

/**
 * What to measure next to find the first bad of `builds`, or what came of it. Follows from the observations alone, so that a
 * simulation, a command and one that goes on decide alike: first the bad end beside the good one, then the build that halves what
 * is likely, and in the end the first bad one beside its predecessor. Doubtful answers are asked again within `most`.
 */
export function nextStep(builds: number, observations: readonly Observation[], most = confirmationsFor(builds)): Next {
  const ends = nextEnd(builds, observations, most);
  if (ends !== undefined) return ends;
  const posterior = posteriorOf(builds, observations);
  const { shares, best } = posterior;
  const sureness = shares[best] ?? 0;
  const spent = observations.length >= most;
  const check = observations.findLast(({ base, candidate }) => base === best - 1 && candidate === best);
  const isRepeated = builds > 2 || observations.length > 1;
  if (sureness >= sureEnough && !spent && (check === undefined || !isRepeated)) {
    return { kind: 'measure', purpose: 'check', base: best - 1, candidate: best };
  }
  if (sureness >= sureEnough || (spent && sureness >= leastSure)) {
    return {
      kind: 'found',
      first: best,
      sureness,
      isChecked: isRepeated && check?.kind === 'slower',
      between: misfits(posterior, observations).map(({ candidate }) => candidate),
    };
  }
  if (spent) return likeliest(shares);
  return { kind: 'measure', purpose: 'middle', base: 0, candidate: halving(shares) };
}

/** Undefined once the bad end is known to be slower than the good one. */
function nextEnd(builds: number, observations: readonly Observation[], most: number): Next | undefined {
  const bad = builds - 1;
  const spent = observations.length >= most;
  const ends = observations.filter(({ base, candidate }) => base === 0 && candidate === bad);
  const last = ends.at(-1);
  if (last === undefined && spent) throw new Error('confirmations are spent, and none of them was of the ends');
  if (last === undefined) return { kind: 'measure', purpose: 'ends', base: 0, candidate: bad };
  if (ends.some(({ kind }) => kind === 'slower')) return undefined;
  if (last.kind === 'faster') return { kind: 'swapped', log: last.log };
  if (last.isEquivalent) return { kind: 'alike', log: last.log };
  if (ends.length < mostEnds && !spent) return { kind: 'measure', purpose: 'ends', base: 0, candidate: bad };
  return { kind: 'too_close', log: last.log };
}

/** The build that is as likely to be bad as to be good. An end would tell nothing. */
function halving(shares: readonly number[]): number {
  let [place, nearest, bad] = [1, Infinity, 0];
  for (let build = 1; build < shares.length - 1; build++) {
    bad += shares[build] ?? 0;
    if (Math.abs(bad - 0.5) >= nearest) continue;
    [place, nearest] = [build, Math.abs(bad - 0.5)];
  }
  return place;
}

/** The shortest range of builds that holds enough of what is likely. */
function likeliest(shares: readonly number[]): Result {
  let found = { from: 1, to: shares.length - 1, sureness: 1 };
  for (let from = 1; from < shares.length; from++) {
    let sureness = 0;
    for (let to = from; to < shares.length; to++) {
      sureness += shares[to] ?? 0;
      if (sureness < leastSure) continue;
      if (to - from < found.to - found.from) found = { from, to, sureness };
      break;
    }
  }
  return { kind: 'unsure', ...found };
}
