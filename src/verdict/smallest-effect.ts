import { tQuantile } from '../stats/student-t.js';
import { confirmLevel, screenLevel, smallestWorth } from './design.js';
import type { Design } from './design.js';

/** How often an effect has to be found to count as one that is seen. */
const power = 0.8;

/**
 * "Cannot see below": the smallest slowdown, as a share, that two confirmations in a row find in four nights of five, where
 * launches spread by `launchSd` (standard deviation of a launch's mean log difference). The first term is the test's, the second
 * that of the smallest effect worth an alarm. The sum of two t quantiles stands for the noncentral t (Cohen, Statistical Power
 * Analysis, 1988, 12.2).
 */
export function confirmationSees(launchSd: number, { launches }: Pick<Design, 'launches'>): number {
  const degrees = launches - 1;
  const error = launchSd / Math.sqrt(launches);
  const each = tQuantile(Math.sqrt(power), degrees) * error;
  return Math.expm1(each + Math.max(tQuantile(1 - confirmLevel, degrees) * error, Math.log1p(smallestWorth)));
}

/** The same for the screen, whose change from the pinned nights has the standard error `error`. */
export function screenSees(error: number, nights: number): number {
  return Math.expm1((tQuantile(1 - screenLevel, nights - 1) + tQuantile(power, nights - 1)) * error);
}
