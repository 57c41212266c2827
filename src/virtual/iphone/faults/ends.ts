import type { DeathCause } from '../crash-reports.js';
import { asksFor, onceBegun } from './begun.js';
import { inLaunch } from './fault.js';
import type { Trouble } from './fault.js';

/** Stops the app before its first instruction. */
export const freeze = (turn: number): Trouble =>
  inLaunch(turn, ({ child }, struck) => {
    child.kill('SIGSTOP');
    struck();
  });

/** Kills the app without a trace, once it has begun a step, in the turn-th launch whose job has that step. */
export function kill(step: string, turn: number): Trouble {
  const isMeant = (one: string): boolean => one === step;
  let seen = 0;
  return {
    strike(launch, struck) {
      if (!asksFor(launch, isMeant)) return;
      seen += 1;
      if (seen !== turn) return;
      onceBegun(launch, isMeant, () => {
        if (launch.child.kill('SIGKILL')) struck();
      });
    },
  };
}

/** Ends the app within its work, and leaves a report of why. */
export const dieOf = (cause: DeathCause, turn: number): Trouble =>
  inLaunch(turn, (launch, struck) => {
    const { app, child, phone } = launch;
    onceBegun(
      launch,
      (step) => step !== 'stage',
      () => {
        if (!child.kill('SIGKILL')) return;
        phone.crashReports.write({ cause, app, pid: child.pid ?? 0 });
        struck();
      },
    );
  });
