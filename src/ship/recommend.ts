import type { Outcome } from '../gate/finding.js';
import type { CaseRow } from '../results/tables/results.js';
import { sizeOf } from '../gate/case-facts.js';
import { meets } from './assess.js';
import type { Assessed } from './assess.js';
import { isSteady } from './choice.js';
import type { Choice, ChoiceFigures } from './choice.js';
import type { BesideSystem } from './beside-system.js';
import { besideSystem } from './beside-system.js';

/** What a choice gives up against the best of those that meet the budgets; what it does not is absent. */
export interface GivesUp {
  readonly db?: number;
  readonly ms?: number;
  readonly bytes?: number;
}

export interface Candidate {
  readonly choice: Choice;
  readonly figures: ChoiceFigures;
  readonly gives_up: GivesUp;
  /** Waivers that it owes its place to. */
  readonly waivers: readonly string[];
}

export interface Pick extends Candidate {
  /** The best of the other variants. */
  readonly runner_up?: Candidate;
  /** Only of the fastest: on every phone, at every size, the intervals of the two lie apart. */
  readonly is_clear?: boolean;
}

/** Why a choice is not recommended. */
export interface Rejected {
  readonly choice: Choice;
  readonly outcome: Outcome;
  readonly reasons: readonly string[];
}

/** What to ship for one scale. */
export interface Recommendation {
  readonly scale?: number;
  readonly outcome: Outcome;
  /** Choices that meet every budget on every required phone. */
  readonly meeting: number;
  readonly smallest?: Pick;
  readonly fastest?: Pick;
  /** The fastest beside iOS's own upscaler; absent where no phone has measured both. */
  readonly beside_system?: BesideSystem;
  readonly not_recommended: readonly Rejected[];
}

/**
 * For each scale the smallest and the fastest variant that meet every budget, each with its fastest compute units. `rows` are
 * those of iOS's own upscaler among others.
 */
export function recommend(assessed: readonly Assessed[], rows: readonly CaseRow[] = []): Recommendation[] {
  const scales = [...new Set(assessed.map(({ choice }) => choice.scale))].sort((a, b) => (a ?? 0) - (b ?? 0));
  return scales.map((scale) => {
    const here = assessed.filter(({ choice }) => choice.scale === scale);
    const meeting = here.filter(meets);
    const others = here.filter((each) => !meets(each));
    const variants = fastestUnits(meeting);
    const smallest = pick(variants, 'package_bytes', 'latency_ms');
    const fastest = pick(variants, 'latency_ms', 'package_bytes');
    const beside = fastest && besideSystem(rows, scale, fastest.best);
    return {
      ...(scale !== undefined && { scale }),
      outcome: meeting.length > 0 ? 'passed' : hopeOf(others),
      meeting: meeting.length,
      ...(smallest && { smallest: described(smallest, variants) }),
      ...(fastest && { fastest: { ...described(fastest, variants), ...clearness(fastest) } }),
      ...(beside && { beside_system: beside }),
      not_recommended: others.map(({ choice, outcome, reasons }) => ({ choice, outcome, reasons })),
    };
  });
}

/** The least bad of what was found: with more launches or more phones it might pass. */
function hopeOf(others: readonly Assessed[]): Outcome {
  const found = others.map(({ outcome }) => outcome);
  return (['inconclusive', 'missing'] as const).find((outcome) => found.includes(outcome)) ?? 'failed';
}

/** Of each variant the compute units on which it is fastest. */
function fastestUnits(meeting: readonly Assessed[]): Assessed[] {
  const best = new Map<string, Assessed>();
  for (const each of [...meeting].sort(ascendingBy('latency_ms', 'package_bytes'))) {
    if (!best.has(each.choice.variant)) best.set(each.choice.variant, each);
  }
  return [...best.values()];
}

type Ranked = 'package_bytes' | 'latency_ms';

const ascendingBy =
  (...by: readonly Ranked[]) =>
  (a: Assessed, b: Assessed): number => {
    for (const figure of by) {
      const difference = (a.figures[figure] ?? Infinity) - (b.figures[figure] ?? Infinity);
      if (difference !== 0 && !Number.isNaN(difference)) return difference;
    }
    return a.choice.variant < b.choice.variant ? -1 : 1;
  };

interface Picked {
  readonly best: Assessed;
  readonly second: Assessed | undefined;
}

function pick(variants: readonly Assessed[], by: Ranked, then: Ranked): Picked | undefined {
  const [best, second] = variants.filter(({ figures }) => figures[by] !== undefined).sort(ascendingBy(by, then));
  return best && { best, second };
}

const described = ({ best, second }: Picked, variants: readonly Assessed[]): Pick => ({
  ...candidate(best, variants),
  ...(second && { runner_up: candidate(second, variants) }),
});

const candidate = (one: Assessed, all: readonly Assessed[]): Candidate => ({
  choice: one.choice,
  figures: one.figures,
  gives_up: givesUp(one, all),
  waivers: one.reasons,
});

function givesUp({ figures }: Assessed, all: readonly Assessed[]): GivesUp {
  const known = (figure: keyof ChoiceFigures & ('psnr_y_db' | Ranked)): number[] =>
    all.map((each) => each.figures[figure]).filter((value) => value !== undefined);
  const db = lost(figures.psnr_y_db, known('psnr_y_db'), (best, own) => best - own, Math.max);
  const ms = lost(figures.latency_ms, known('latency_ms'), (best, own) => own - best, Math.min);
  const bytes = lost(figures.package_bytes, known('package_bytes'), (best, own) => own - best, Math.min);
  return { ...(db && { db }), ...(ms && { ms }), ...(bytes && { bytes }) };
}

/** Undefined where nothing is known; 0 for the best itself. */
const lost = (
  own: number | undefined,
  all: readonly number[],
  less: (best: number, own: number) => number,
  bestOf: (...values: number[]) => number,
): number | undefined => (own === undefined || all.length === 0 ? undefined : less(bestOf(...all), own));

function clearness({ best, second }: Picked): Partial<Record<'is_clear', boolean>> {
  if (second === undefined) return {};
  const steady = best.rows.filter(isSteady);
  return { is_clear: steady.every((row) => isFaster(row, counterpart(row, second.rows))) };
}

const counterpart = (row: CaseRow, rows: readonly CaseRow[]): CaseRow | undefined =>
  rows.find((other) => other.device_udid === row.device_udid && isSteady(other) && sizeOf(other) === sizeOf(row));

const isFaster = ({ latency_ci_high_ms: high }: CaseRow, other: CaseRow | undefined): boolean =>
  high !== undefined && other?.latency_ci_low_ms !== undefined && high < other.latency_ci_low_ms;
