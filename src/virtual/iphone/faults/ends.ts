import { readFileSync, truncateSync } from 'node:fs';
import type { DeathCause } from '../crash-reports.js';
import type { Launch } from '../launch.js';
import { asksFor, eventsOf, onceBegun } from './begun.js';
import { inLaunch } from './fault.js';
import type { Trouble } from './fault.js';
import { maybeAt } from './moment.js';

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

/** Ends the app within its work or in a step that is named, and leaves a report of why. */
export function dieOf(cause: DeathCause, turn: number, step?: string): Trouble {
  const end = ({ app, child, phone }: Launch, struck: () => void): void => {
    if (!child.kill('SIGKILL')) return;
    phone.crashReports.write({ cause, app, pid: child.pid ?? 0 });
    struck();
  };
  if (step !== undefined) return maybeAt(turn, step, end);
  return inLaunch(turn, (launch, struck) => {
    onceBegun(
      launch,
      (one) => one !== 'stage',
      () => {
        end(launch, struck);
      },
    );
  });
}

/** Ends the app before its first instruction, and leaves a report. */
export const crashAtStart = (turn: number): Trouble =>
  inLaunch(turn, ({ app, child, phone }, struck) => {
    if (!child.kill('SIGKILL')) return;
    phone.crashReports.write({ cause: 'crash', app, pid: child.pid ?? 0 });
    struck();
  });

/** Kills the app while it writes an event: of its last line, half is on disk. */
export const tornEvents = (turn: number, step?: string): Trouble =>
  maybeAt(turn, step, (launch, struck) => {
    const { child } = launch;
    const events = eventsOf(launch);
    if (events === undefined || !child.kill('SIGKILL')) return;
    child.once('exit', () => {
      const text = readFileSync(events, 'utf8');
      const whole = text.lastIndexOf('\n', text.length - 2) + 1;
      truncateSync(events, Math.ceil((whole + text.length) / 2));
      struck();
    });
  });
