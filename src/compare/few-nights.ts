import { tQuantile, tUpperTail } from '../stats/student-t.js';
import { mean, median } from '../stats/summary.js';
import { fewestPeers, screenLaunches, screenLevel } from '../verdict/design.js';
import { effectOf } from '../verdict/effect.js';
import type { CaseNights, Screened } from '../verdict/screen.js';
import { screenSees } from '../verdict/smallest-effect.js';

/**
 * What can be said of a phone's cases with fewer nights than a screen takes: Student's t for two samples of equal spread, over
 * the launches' log latencies, less what the phone's cases have in common where they are enough. How nights differ beyond that
 * is not known from a single one, so more unchanged cases are suspected than by a screen, and none is shown to be equivalent.
 */
export function screenByLaunches(cases: readonly CaseNights[]): Screened[] {
  const samples = cases.map(({ tonight = [], pinned }) => ({
    now: tonight,
    before: pinned.flatMap((night) => night ?? []),
  }));
  const changes = samples.map(({ now, before }) => mean(now) - mean(before));
  const known = changes.filter(Number.isFinite);
  const shift = known.length < fewestPeers ? 0 : median(known);
  return samples.map(({ now, before }, index) => {
    const nights = cases[index]?.pinned.filter((night) => night !== undefined && night.length > 0).length ?? 0;
    return compare(now, before, (changes[index] ?? NaN) - shift, nights);
  });
}

function compare(now: readonly number[], before: readonly number[], change: number, nights: number): Screened {
  if (now.length === 0 || before.length === 0) return { kind: 'not_screened', why: { kind: 'no_measurement' } };
  const fewer = Math.min(now.length, before.length);
  if (fewer < screenLaunches) {
    return { kind: 'not_screened', why: { kind: 'too_few_launches', have: fewer, need: screenLaunches } };
  }
  if (!Number.isFinite(change)) return { kind: 'not_screened', why: { kind: 'not_a_number' } };
  const degrees = now.length + before.length - 2;
  const variance = (squares(now) + squares(before)) / degrees;
  const error = Math.sqrt(variance * (1 / now.length + 1 / before.length));
  const p = error === 0 ? (change > 0 ? 0 : 1) : tUpperTail(change / error, degrees);
  const half = tQuantile(0.95, degrees) * error;
  return {
    kind: p < screenLevel ? 'suspect' : 'no_alarm',
    p,
    effect: effectOf(change, { low: change - half, high: change + half }, 0.9),
    nights,
    seesFrom: screenSees(error, degrees + 1),
  };
}

/** The sum of squared distances from the mean. */
function squares(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
}
