import { explain } from '../contract/outcome.js';
import type { CaseOutcome } from '../contract/outcome.js';
import { exclusion } from '../plan/exclude.js';
import { attemptsPerLaunch } from '../plan/limits.js';
import type { CaseRecord } from './case-record.js';

/**
 * How a case stands. It is ok only when every launch that the plan asks for ended well; otherwise its first launch that
 * did not end well speaks for it, and without one, why launches are missing.
 */
export function caseOutcome({ phone, planned, variant, plannedLaunches, measured, lost }: CaseRecord): CaseOutcome {
  const osVersion = phone.sessions.at(-1)?.osVersion ?? '';
  const reason = exclusion(planned, variant, osVersion);
  if (reason !== undefined) return { status: 'unsupported', reason };
  const bad = measured.find(({ finished }) => finished.outcome.status !== 'ok');
  if (bad) return bad.finished.outcome;
  const ended = new Set(measured.map(({ finished }) => finished.launch));
  const owed = plannedLaunches.filter(({ id }) => !ended.has(id));
  for (const { id } of owed) {
    const attempts = phone.tries.get(id) ?? 0;
    if (attempts < attemptsPerLaunch) continue;
    const last = lost.findLast(({ launch }) => launch === id);
    return { status: 'lost', launch: id, attempts, loss: last?.loss ?? silentLoss };
  }
  if (owed.length > 0) return { status: 'skipped', owed: owed.length, planned: plannedLaunches.length };
  return { status: 'ok' };
}

/** A worker that is killed cannot write down what the launch was lost to. */
const silentLoss = { cause: 'host', detail: 'the worker ended without a word' } as const;

/** One sentence, or nothing when all went well. */
export const reasonOf = (outcome: CaseOutcome): string | undefined => explain(outcome) || undefined;

/** Whether a case needs no more launches: it has its figures, or the phone cannot run it. */
export const isSettled = ({ status }: { readonly status: string }): boolean =>
  status === 'ok' || status === 'unsupported';
