import type { CaseRow } from '../results/tables/results.js';
import type { About } from './finding.js';

/** Statuses of a case that was not tried to the end, which says nothing about it. */
const untried: readonly string[] = ['skipped', 'lost', 'not_judged'];

const told = ({ status, reason }: CaseRow): string => (reason === undefined ? status : `${status} (${reason})`);

/** How a case stands beside how it stood in the base's nights, from old to new. */
export function statusFinding(pinned: readonly CaseRow[], candidate: CaseRow): About {
  const found = (verdict: About['verdict'], consequence: About['consequence'], reason: string): About => ({
    metric: 'status',
    verdict,
    consequence,
    method: 'status of the case',
    reason,
  });
  const wasGood = pinned.some(({ status }) => status === 'ok');
  const before = pinned.at(-1);
  if (candidate.status === 'ok') {
    return wasGood || before === undefined
      ? found('equivalent', 'none', 'ok')
      : found('improved', 'none', `ok, and was ${told(before)}`);
  }
  if (untried.includes(candidate.status)) {
    return found('refused', 'missing', `it has no result: ${told(candidate)}`);
  }
  return wasGood
    ? found('regressed', 'regressed', `newly ${told(candidate)}, and was ok`)
    : found('refused', 'none', `it is ${told(candidate)}, and was not ok before`);
}
