import { anyStep, asksFor, onceBegun } from './begun.js';
import type { Trouble } from './fault.js';
import type { Launch } from '../launch.js';

/**
 * Trouble once the app of a launch begins a step: its first one in the turn-th launch, or the step that is named in the
 * turn-th launch whose job has it.
 */
export const onceAt = (turn: number, step: string | undefined, act: (launch: Launch) => void): Trouble =>
  maybeAt(turn, step, (launch, struck) => {
    act(launch);
    struck();
  });

/** The same, where it may come too late: `act` calls `struck` itself once it has done its damage. */
export function maybeAt(
  turn: number,
  step: string | undefined,
  act: (launch: Launch, struck: () => void) => void,
): Trouble {
  const isMeant = step === undefined ? anyStep : (one: string): boolean => one === step;
  let seen = 0;
  return {
    strike(launch, struck) {
      if (step !== undefined && !asksFor(launch, isMeant)) return;
      seen = step === undefined ? launch.number : seen + 1;
      if (seen !== turn) return;
      onceBegun(launch, isMeant, () => {
        act(launch, struck);
      });
    },
  };
}
