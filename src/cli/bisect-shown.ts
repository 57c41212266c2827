import { observed } from '../bisect/observation.js';
import type { Shown } from '../bisect/state.js';
import { exitCodes, Problem } from '../problem.js';
import type { Confirmation } from '../verdict/confirm.js';
import { explainUnusable } from '../verdict/unusable.js';
import type { Task } from './bisect-way.js';

/** What a confirmation is written down as. Throws a Problem for one that cannot be used; `where` says what tells more. */
export function shownBy(confirmation: Confirmation, { state, pair }: Task, where: string): Shown {
  const found = observed(0, 1, confirmation);
  if (found !== undefined) {
    const { kind, log, error, degrees, isEquivalent } = found;
    return { kind, log, error, degrees, isEquivalent };
  }
  const why = confirmation.kind === 'unusable' ? explainUnusable(confirmation.why) : '';
  throw new Problem(
    `${pair.candidate.name} and ${pair.base.name} could not be compared on ${state.phone.name} (${why}; ${where}); go on with --resume, or take a build that fails out of the folder`,
    exitCodes.missing,
  );
}
