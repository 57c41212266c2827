import type { Step, StepOf } from '../contract/job.js';

/** A first guess; progress corrects it by what launches of a kind have really taken. */
const expectedTileMs = 20;
const expectedSentinelMs = 50;

/** How long a step takes, ms. A cooldown is expected to find the phone cool. */
export const expectedStepMs = (step: Step): number => Math.max(setMs(step), guessedMs(step));

/** What the step itself sets, however fast the phone is, ms. */
export function setMs(step: Step): number {
  switch (step.do) {
    case 'pause':
      return step.durationS * 1000;
    case 'measure':
      return measureMs(step);
    default:
      return 0;
  }
}

/** What depends on the phone, ms: a guess that a slow phone exceeds many times over. */
export function guessedMs(step: Step): number {
  return step.do === 'sentinel' ? expectedSentinelMs : tilesOf(step) * expectedTileMs;
}

/** How many tiles a step predicts whose number is set; 0 where a time is set instead, and for steps that predict nothing. */
export function tilesOf(step: Step): number {
  switch (step.do) {
    case 'warmup':
      return step.count * step.tiles.length;
    case 'measure':
      return step.durationS === undefined ? step.count * step.tiles.length : 0;
    case 'quality':
      return step.tiles.length;
    default:
      return 0;
  }
}

function measureMs({ durationS, minNs, count, paceHz }: StepOf<'measure'>): number {
  if (durationS !== undefined) return durationS * 1000;
  return Math.max(minNs / 1e6, paceHz === undefined ? 0 : (count / paceHz) * 1000);
}
