import { confirm } from '../../../src/verdict/confirm.js';
import { decide } from '../../../src/verdict/decide.js';
import { nightly, pinnedNights, screenLaunches, strict } from '../../../src/verdict/design.js';
import type { Design } from '../../../src/verdict/design.js';
import { needsConfirmation, screenPhone } from '../../../src/verdict/screen.js';
import type { CaseNights, Screened } from '../../../src/verdict/screen.js';
import { Random } from '../../../src/virtual/noise/random.js';
import { FastPhone } from './fast-phone.js';
import type { Breed } from './fast-phone.js';

/** Cases of a phone; ten phones are one night of 400 cases. */
export const casesOfPhone = 40;
/** Nights that are compared with the same pinned ones. */
const nightsOfPhone = 5;
export const effects = [0.03, 0.05, 0.1] as const;

export interface Count {
  of: number;
  hits: number;
}
export const count = (): Count => ({ of: 0, hits: 0 });
function add(to: Count, hit: boolean): void {
  to.of++;
  if (hit) to.hits++;
}

/** What became of cases whose true change is known. */
export interface Tally {
  /** Passed on by the screen; all of them without one. */
  readonly passed: Count;
  /** Called slower by the first confirmation, of all cases. */
  readonly alarms: Count;
  /** Called regressed in the end, of all cases. */
  readonly regressed: Count;
  readonly equivalent: Count;
  /** Of regressed cases, those whose 95 % interval holds the true change. */
  readonly held: Count;
  /** Each alarm repeated many times: how often the repetition agrees, which tells rates below one in all cases. */
  readonly repeats: Count;
}

const tally = (): Tally => ({
  passed: count(),
  alarms: count(),
  regressed: count(),
  equivalent: count(),
  held: count(),
  repeats: count(),
});

export interface Outcome {
  readonly nightly: ReadonlyMap<number, Tally>;
  readonly strict: ReadonlyMap<number, Tally>;
}

export interface Scale {
  /** Unchanged cases that are judged in all; one case in 40 is judged once more with each effect. */
  readonly cells: number;
  /** How often each alarm of an unchanged case is repeated to count false alarms finely. */
  readonly repeats: number;
  readonly seed: number;
  /** Whether every case is compared as before a release too, which takes most of the time. */
  readonly withStrict: boolean;
}

/**
 * The nights of many phones through src/verdict: ten pinned nights, then five that are screened, confirmed and repeated. Each
 * night is judged once as it is and once for each effect, with one case of the phone slowed down by it.
 */
export function nights(breed: Breed, { cells, repeats, seed, withStrict }: Scale): Outcome {
  const outcome = { nightly: tallies(), strict: tallies() };
  const phones = Math.ceil(cells / (casesOfPhone * nightsOfPhone));
  for (let phone = 0; phone < phones; phone++) {
    const random = new Random('nights', breed.model.name, seed, phone);
    const sweeps = new Sweeps(breed, random);
    const pinned = Array.from({ length: pinnedNights }, () => sweeps.next().levels);
    for (let night = 0; night < nightsOfPhone; night++) {
      const { levels, device } = sweeps.next();
      const cases = levels.map((tonight, at): CaseNights => ({ tonight, pinned: pinned.map((one) => one[at]) }));
      device.endSweep();
      for (const [effect, found] of outcome.nightly) {
        const changed = Math.floor(random.uniform() * casesOfPhone);
        const { cases: screened } = screenPhone(effect === 0 ? cases : slowed(cases, changed, effect));
        screened.forEach((one, at) => {
          if (effect === 0 || at === changed) judge(device, nightly, found, { effect, repeats, screened: one });
        });
      }
      for (const [effect, found] of withStrict ? outcome.strict : []) {
        const copies = effect === 0 ? casesOfPhone : 1;
        for (let at = 0; at < copies; at++) judge(device, strict, found, { effect, repeats });
      }
    }
  }
  return outcome;
}

const tallies = (): Map<number, Tally> => new Map([0, ...effects].map((effect) => [effect, tally()]));

/** One phone night after night: what its cases measure, and the phone in that night. */
class Sweeps {
  readonly #breed: Breed;
  readonly #random: Random;
  #night = 0;
  #cases: number[] = new Array<number>(casesOfPhone).fill(0);

  constructor(breed: Breed, random: Random) {
    this.#breed = breed;
    this.#random = random;
  }

  next(): { readonly levels: readonly (readonly number[])[]; readonly device: FastPhone } {
    const { model, noise } = this.#breed;
    this.#night = model.nextNight(this.#random, noise, this.#night);
    this.#cases = this.#cases.map((before) => model.nextCaseNight(this.#random, noise, before));
    const device = new FastPhone(this.#breed, this.#random, this.#night);
    const levels = this.#cases.map((): number[] => []);
    for (const at of order(this.#random)) levels[at]?.push((this.#cases[at] ?? 0) + device.sweepLaunch());
    return { levels, device };
  }
}

/** A night's launches in a shuffled order. */
function order(random: Random): number[] {
  const launches = Array.from({ length: casesOfPhone * screenLaunches }, (_, index) => index % casesOfPhone);
  for (let last = launches.length - 1; last > 0; last--) {
    const other = Math.floor(random.uniform() * (last + 1));
    [launches[last], launches[other]] = [launches[other] ?? 0, launches[last] ?? 0];
  }
  return launches;
}

const slowed = (cases: readonly CaseNights[], changed: number, effect: number): CaseNights[] =>
  cases.map((one, at) =>
    at === changed ? { ...one, tonight: (one.tonight ?? []).map((log) => log + Math.log1p(effect)) } : one,
  );

interface Trial {
  readonly effect: number;
  readonly repeats: number;
  readonly screened?: Screened;
}

function judge(device: FastPhone, design: Design, found: Tally, { effect, repeats, screened }: Trial): void {
  const passed = screened === undefined || needsConfirmation(screened);
  const measured = () => confirm(device.pairedLaunches(design, Math.log1p(effect)), design);
  const first = passed ? measured() : undefined;
  const isAlarm = first?.kind === 'slower' || first?.kind === 'faster';
  const repeat = isAlarm ? measured() : undefined;
  const verdict = decide({ ...(screened && { screened }), ...(first && { first }), ...(repeat && { repeat }) });

  add(found.passed, passed);
  add(found.alarms, first?.kind === 'slower');
  add(found.regressed, verdict.verdict === 'regressed');
  add(found.equivalent, verdict.verdict === 'equivalent');
  if (verdict.verdict === 'regressed') {
    add(found.held, verdict.effect.low <= effect && effect <= verdict.effect.high);
  }
  if (effect === 0 && first?.kind === 'slower') {
    for (let time = 0; time < repeats; time++) add(found.repeats, measured().kind === 'slower');
  }
}
