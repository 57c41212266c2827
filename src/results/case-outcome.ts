import { explain } from '../contract/outcome.js';
import type { CaseOutcome } from '../contract/outcome.js';
import { exclusion } from '../plan/exclude.js';
import { attemptsPerLaunch } from '../plan/limits.js';
import type { CaseRecord } from './case-record.js';

/** How a case stands: as its worst launch; without one, why there was none. */
export function caseOutcome({ phone, planned, variant, measured }: CaseRecord): CaseOutcome {
  const osVersion = phone.sessions.at(-1)?.osVersion ?? '';
  const reason = exclusion(planned, variant, osVersion);
  if (reason !== undefined) return { status: 'unsupported', reason };
  const bad = measured.find(({ finished }) => finished.outcome.status !== 'ok');
  if (bad) return bad.finished.outcome;
  const launches = phone.plan.launches.filter((launch) => launch.case === planned.id);
  const owed = launches.filter(({ id }) => !measured.some(({ finished }) => finished.launch === id));
  for (const { id } of owed) {
    const losses = phone.lost.filter(({ launch }) => launch === id);
    const last = losses.at(-1);
    if (last && losses.length >= attemptsPerLaunch) {
      return { status: 'lost', launch: id, attempts: losses.length, loss: last.loss };
    }
  }
  if (owed.length > 0) return { status: 'skipped', owed: owed.length, planned: launches.length };
  return { status: 'ok' };
}

/** One sentence, or nothing when all went well. */
export function caseReason(record: CaseRecord): string | undefined {
  const reason = explain(caseOutcome(record));
  return reason === '' ? undefined : reason;
}
