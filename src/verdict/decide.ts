import { assertNever } from '../contract/outcome.js';
import type { Confirmation, Evidence } from './confirm.js';
import { equivalenceMargin } from './design.js';
import type { Effect } from './effect.js';
import type { Screened } from './screen.js';
import { explainUnusable } from './unusable.js';
import type { Unusable } from './unusable.js';

/** What is known of a case so far. A strict comparison has no screen; whatever was not done yet is absent. */
export interface Findings {
  readonly screened?: Screened;
  readonly first?: Confirmation;
  /** The same once more in fresh launches, which only an alarm asks for. */
  readonly repeat?: Confirmation;
}

export type Verdict =
  | {
      readonly verdict: 'regressed' | 'improved';
      /** Of the repetition alone: the first confirmation was chosen for being large. */
      readonly effect: Effect;
      readonly first: Evidence;
      readonly repeat: Evidence;
    }
  | { readonly verdict: 'equivalent'; readonly effect: Effect }
  | { readonly verdict: 'inconclusive'; readonly why: Doubt; readonly effect?: Effect };

/** Why there is no answer, and so what to do next. */
export type Doubt =
  /** The screen has to be followed by a confirmation. */
  | { readonly kind: 'to_confirm' }
  /** The alarm has to be repeated in fresh launches. */
  | { readonly kind: 'to_repeat' }
  /** The repetition did not show what the confirmation had shown. */
  | { readonly kind: 'went_away' }
  /** The screen saw no regression, and cannot exclude one. */
  | { readonly kind: 'no_alarm'; readonly seesFrom: number }
  /** Confirmed neither as a change nor as none. */
  | { readonly kind: 'undecided'; readonly seesFrom: number }
  | { readonly kind: 'unusable'; readonly why: Unusable };

/** The one way from figures to a verdict. A regression needs two confirmations that agree; equivalence has to be shown too. */
export function decide({ screened, first, repeat }: Findings): Verdict {
  if (first === undefined) return screenedOnly(screened);
  if (first.kind === 'unusable') return inconclusive(first);
  const { evidence } = first;
  if (first.kind === 'no_difference') {
    return evidence.isEquivalent
      ? { verdict: 'equivalent', effect: evidence.effect }
      : inconclusive({ kind: 'undecided', seesFrom: evidence.seesFrom }, evidence.effect);
  }
  if (repeat === undefined) return inconclusive({ kind: 'to_repeat' }, evidence.effect);
  if (repeat.kind === 'unusable') return inconclusive(repeat);
  const { effect } = repeat.evidence;
  if (repeat.kind !== first.kind) return inconclusive({ kind: 'went_away' }, effect);
  const verdict = first.kind === 'slower' ? 'regressed' : 'improved';
  return { verdict, effect, first: evidence, repeat: repeat.evidence };
}

function screenedOnly(screened: Screened | undefined): Verdict {
  switch (screened?.kind) {
    case undefined:
      return inconclusive({ kind: 'unusable', why: { kind: 'no_measurement' } });
    case 'not_screened':
      return inconclusive({ kind: 'unusable', why: screened.why });
    case 'suspect':
      return inconclusive({ kind: 'to_confirm' }, screened.effect);
    case 'no_alarm': {
      const { effect, seesFrom } = screened;
      const isEquivalent = effect.high < equivalenceMargin && effect.low > 1 / (1 + equivalenceMargin) - 1;
      return isEquivalent ? { verdict: 'equivalent', effect } : inconclusive({ kind: 'no_alarm', seesFrom }, effect);
    }
    default:
      return assertNever(screened);
  }
}

const inconclusive = (why: Doubt, effect?: Effect): Verdict => ({
  verdict: 'inconclusive',
  why,
  ...(effect && { effect }),
});

/** One clause for a person, without a full stop. */
export function explainDoubt(why: Doubt): string {
  switch (why.kind) {
    case 'to_confirm':
      return 'the screen is suspicious, and nothing confirmed it yet';
    case 'to_repeat':
      return 'an alarm that was not repeated in fresh launches yet';
    case 'went_away':
      return 'the alarm went away when it was repeated in fresh launches';
    case 'no_alarm':
      return `no sign of a regression; the screen cannot see below ${percent(why.seesFrom)}`;
    case 'undecided':
      return `neither a change nor none; this phone cannot see below ${percent(why.seesFrom)}`;
    case 'unusable':
      return explainUnusable(why.why);
    default:
      return assertNever(why);
  }
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
