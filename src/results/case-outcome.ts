import { explain } from '../contract/outcome.js';
import type { Outcome } from '../contract/outcome.js';
import { exclusion } from '../plan/exclude.js';
import type { CaseRecord } from './case-record.js';

/** How a case ended: as its worst launch; without one, why there was none. */
export function caseOutcome({ phone, planned, variant, measured }: CaseRecord): Outcome {
  const osVersion = phone.sessions.at(-1)?.osVersion ?? '';
  const reason = exclusion(planned, variant, osVersion);
  if (reason !== undefined) return { status: 'unsupported', reason };
  const bad = measured.find(({ finished }) => finished.outcome.status !== 'ok');
  if (bad) return bad.finished.outcome;
  if (measured.length === 0) return { status: 'skipped', reason: 'the run ended before this case; resume it' };
  return { status: 'ok' };
}

/** One sentence, or nothing when all went well. */
export function caseReason(record: CaseRecord): string | undefined {
  const reason = explain(caseOutcome(record));
  return reason === '' ? undefined : reason;
}
