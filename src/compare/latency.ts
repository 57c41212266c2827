import { assertNever } from '../contract/outcome.js';
import { isSystemRow } from '../results/system-row.js';
import { mean } from '../stats/summary.js';
import { decide, explainDoubt } from '../verdict/decide.js';
import type { Doubt, Findings, Verdict } from '../verdict/decide.js';
import { fewestNights } from '../verdict/design.js';
import type { CaseNights, Screened } from '../verdict/screen.js';
import { screenPhone } from '../verdict/screen.js';
import type { Confirmation } from '../verdict/confirm.js';
import type { Seen } from './difference.js';
import { screenByLaunches } from './few-nights.js';
import { ms, percent, probability } from './finding.js';
import type { About } from './finding.js';
import type { Night } from './night.js';

/** A case of a phone whose latency compares, with the nights that it compares with, from old to new. */
export interface Matched {
  readonly candidate: Seen;
  readonly pinned: readonly Seen[];
}

/** What the screen says of a case, and whether it had nights enough or went by launches alone. */
export interface ScreenedCase {
  readonly screened: Screened;
  readonly by: 'nights' | 'launches';
}

export interface ScreenedCases {
  /** In the order of the cases. */
  readonly cases: readonly ScreenedCase[];
  /** The change that all cases have in common; undefined where there are too few nights or cases to know it. */
  readonly phone: Screened | undefined;
}

/** Natural logarithms of the medians of a case's launches. */
const logsOf = ({ night, row }: Seen): number[] =>
  night.launchesOf(row).flatMap(({ latency_median_ms: median }) => (median === undefined ? [] : [Math.log(median)]));

/** Screens the cases of one phone; `nights` are those of the phone, from old to new. */
export function screenCases(matched: readonly Matched[], nights: readonly Night[]): ScreenedCases {
  const cases = matched.map(({ candidate, pinned }): CaseNights => ({
    tonight: logsOf(candidate),
    pinned: nights.map((night) => {
      const seen = pinned.find((one) => one.night === night);
      return seen && logsOf(seen);
    }),
  }));
  const byLaunches = screenByLaunches(cases).map((screened): ScreenedCase => ({ screened, by: 'launches' }));
  if (nights.length < fewestNights) return { cases: byLaunches, phone: undefined };
  const found = screenPhone(cases);
  return {
    phone: found.phone,
    cases: found.cases.map((screened, index): ScreenedCase => {
      const other = byLaunches[index];
      const lacksNights =
        screened.kind === 'not_screened' &&
        (screened.why.kind === 'too_few_nights' || screened.why.kind === 'too_few_peers');
      return lacksNights && other ? other : { screened, by: 'nights' };
    }),
  };
}

/** What a case is judged by. */
export interface LatencyEvidence {
  /** Undefined in a strict comparison, which has no screen. */
  readonly screened: ScreenedCase | undefined;
  readonly confirmed: { readonly first?: Confirmation; readonly repeat?: Confirmation };
}

/** The verdict on the latency of a case. */
export function latencyFinding({ candidate, pinned }: Matched, evidence: LatencyEvidence): About {
  const { screened, confirmed } = evidence;
  const verdict = decided({ ...(screened && { screened: screened.screened }), ...confirmed }, screened);
  const base = pinned.at(-1);
  // iOS's own upscaler has no package that could have changed.
  const isSamePackage =
    isSystemRow(candidate.row) ||
    (base?.row.variant_sha256 !== undefined && base.row.variant_sha256 === candidate.row.variant_sha256);
  const [before, now] = [pinned.flatMap(logsOf), logsOf(candidate)];
  const effect = verdict.effect;
  return {
    metric: 'latency',
    unit: 'ms',
    method: methodOf(evidence, pinned.length),
    base_value: before.length > 0 ? ms(Math.exp(mean(before))) : undefined,
    candidate_value: now.length > 0 ? ms(Math.exp(mean(now))) : undefined,
    ...(effect && {
      change_percent: percent(effect.change),
      low_percent: percent(effect.low),
      high_percent: percent(effect.high),
      confidence: effect.confidence,
    }),
    ...sureness(evidence),
    nights: pinned.length,
    base_launches: before.length,
    candidate_launches: now.length,
    ...judged(verdict, isSamePackage, confirmed.first),
  };
}

function decided(findings: Findings, screened: ScreenedCase | undefined): Verdict {
  if (screened === undefined && findings.first === undefined)
    return { verdict: 'inconclusive', why: { kind: 'to_confirm' } };
  const verdict = decide(findings);
  const { first } = findings;
  // The spread of one night's launches is too small to show that nothing changed.
  if (first !== undefined || verdict.verdict !== 'equivalent' || screened?.by !== 'launches') return verdict;
  if (screened.screened.kind !== 'no_alarm') return verdict;
  const { effect, seesFrom } = screened.screened;
  return { verdict: 'inconclusive', why: { kind: 'no_alarm', seesFrom }, effect };
}

type Judged = Pick<About, 'verdict' | 'consequence' | 'reason' | 'awaits'>;

function judged(found: Verdict, isSamePackage: boolean, first: Confirmation | undefined): Judged {
  const { verdict } = found;
  switch (verdict) {
    case 'regressed':
      return { verdict, consequence: 'regressed', reason: 'slower, in two confirmations' };
    case 'improved':
      return { verdict, consequence: 'none', reason: 'faster, in two confirmations' };
    case 'equivalent':
      return { verdict, consequence: 'none', reason: 'no difference beyond 3 % either way' };
    case 'inconclusive':
      return { verdict, ...doubted(found.why, isSamePackage, first) };
    default:
      return assertNever(verdict);
  }
}

/** A confirmation pairs two packages. Where there is one, whatever was slower is not the package. */
function doubted(why: Doubt, isSamePackage: boolean, first: Confirmation | undefined): Omit<Judged, 'verdict'> {
  const reason = explainDoubt(why);
  switch (why.kind) {
    case 'to_confirm':
      return isSamePackage
        ? {
            consequence: 'none',
            reason: 'slower than its pinned nights with the very package that they had: look at the phone',
          }
        : { consequence: 'inconclusive', reason, awaits: 'confirmation' };
    case 'to_repeat':
      return { consequence: first?.kind === 'slower' ? 'inconclusive' : 'none', reason, awaits: 'repetition' };
    case 'went_away':
    case 'no_alarm':
    case 'undecided':
      return { consequence: 'none', reason };
    case 'unusable':
      return isSamePackage
        ? { consequence: 'inconclusive', reason }
        : {
            consequence: 'inconclusive',
            reason,
            awaits: first === undefined || first.kind === 'unusable' ? 'confirmation' : 'repetition',
          };
    default:
      return assertNever(why);
  }
}

function methodOf({ screened, confirmed }: LatencyEvidence, nights: number): string {
  if (confirmed.repeat !== undefined) return 'confirmation, repeated in fresh launches';
  if (confirmed.first !== undefined) return 'confirmation';
  if (screened === undefined) return 'strict comparison, to be confirmed';
  const many = `${String(nights)} ${nights === 1 ? 'night' : 'nights'}`;
  return screened.by === 'nights'
    ? `screen against ${many}`
    : `screen by launches, since ${many} or the cases of the phone do not show how nights differ`;
}

/** How small a change could have been seen, and how sure the figure is; of the latest evidence there is. */
function sureness({ screened, confirmed }: LatencyEvidence): Pick<About, 'sees_from_percent' | 'p'> {
  const latest = confirmed.repeat ?? confirmed.first;
  if (latest !== undefined) {
    if (latest.kind === 'unusable') return {};
    const { seesFrom, pSlower } = latest.evidence;
    return { sees_from_percent: percent(seesFrom), p: probability(pSlower) };
  }
  const found = screened?.screened;
  if (found === undefined || found.kind === 'not_screened') return {};
  return { sees_from_percent: percent(found.seesFrom), p: probability(found.p) };
}
